import { beforeEach, describe, expect, test } from 'vitest';
import { findOverwritten } from '../../shared/aws/journal/overwritten.ts';
import type { Cause } from '../../shared/core/cause.ts';
import type { PolicyWrite } from '../../shared/core/overwritten-edits.ts';
import { bucketOf, OWN, policy } from '../peers/fixtures.ts';
import { MemoryJournal } from './memory-journal.ts';

const SECOND = Date.parse('2026-11-21T10:00:02.000Z');
const LIVE = policy({ ...OWN, Sid: 'Live' });

const EDIT: Cause = {
  kind: 'api-call',
  id: 'by-alice',
  time: '2026-11-21T10:00:02Z',
  call: 'PutBucketPolicy',
  actor: { type: 'IAMUser', name: 'alice' },
  policy: policy(OWN),
};

describe('an edit within the windows of two writes', () => {
  const journal = new MemoryJournal();
  /** The later one put back another edit of that second, so that nobody knows of the earlier one. */
  const writes = (readByMs: number | undefined): PolicyWrite[] =>
    ['first', 'second'].map((id) => ({
      id,
      readFromMs: SECOND - 200,
      readByMs,
      writtenAtMs: SECOND + 500,
      ...(id === 'second' && { restores: { causeId: 'by-bob', secondMs: SECOND } }),
    }));
  const find = (readByMs: number | undefined) =>
    findOverwritten(journal, 'orders', [EDIT], writes(readByMs), {
      state: 'present',
      value: LIVE,
    });

  beforeEach(() => {
    for (const id of ['first', 'second']) {
      journal.entries.set(id, {
        id,
        bucket: bucketOf('orders'),
        change: { facet: 'policy', before: undefined, after: LIVE, controls: ['tls-only'] },
        reasons: {},
        causes: [],
        state: 'applied',
        alert: 'told',
        intendedAt: '2026-11-21T10:00:02.000Z',
      });
    }
  });

  test('is not unclear where it is put back', async () => {
    const found = await find(SECOND - 100);
    expect(found.restore?.causeId).toBe('by-alice');
    expect(found.unclear).toEqual([]);
  });

  test('is unclear once', async () => {
    const found = await find(undefined);
    expect(found.restore).toBeUndefined();
    expect(found.unclear.map(({ causeId }) => causeId)).toEqual(['by-alice']);
  });
});
