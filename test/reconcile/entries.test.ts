import { expect, test, vi } from 'vitest';
import { CONTROLS } from '../../shared/controls/index.ts';
import { decide } from '../../shared/core/decide.ts';
import { entriesFor, keptEdits } from '../../shared/reconcile/entries.ts';
import { bucketOf } from '../peers/fixtures.ts';

vi.mock('node:crypto', () => ({ randomInt: () => 0 }));

test('no two changes of a look have one id, however chance has it', () => {
  const absent = { state: 'absent' } as const;
  const plan = decide(
    CONTROLS,
    { encryption: absent, policy: absent, publicAccessBlock: absent },
    {
      controls: Object.fromEntries(CONTROLS.map(({ id }) => [id, 'enforce'] as const)),
      encryption: { minimum: 'SSE-S3' },
    },
    bucketOf('web'),
  );
  const edit = { eventId: 'e', secondMs: 0, who: 'alice', value: '{}' };
  const entries = [
    ...entriesFor(plan, bucketOf('web'), [], 1_000),
    ...keptEdits([edit, edit], bucketOf('web'), undefined, 1_000),
  ];
  expect(entries).toHaveLength(5);
  expect(new Set(entries.map(({ id }) => id)).size).toBe(5);
});
