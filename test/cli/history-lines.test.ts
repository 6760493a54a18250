import { expect, test, vi } from 'vitest';
import { entryLines, historyLines } from '../../cli/history/lines.ts';
import type { JournalEntry } from '../../shared/core/journal.ts';

vi.stubEnv('FORCE_COLOR', '0');

const entry: JournalEntry = {
  id: '1m7z085xt-8th',
  bucket: {
    kind: 'bucket' as const,
    name: 'b',
    region: 'eu-west-1',
    account: '111122223333',
    partition: 'aws',
  },
  change: { facet: 'policy', before: undefined, after: '{}', controls: ['tls-only'] },
  reasons: { 'tls-only': 'there is no bucket policy' },
  causes: [],
  state: 'applied',
  alert: 'told',
  intendedAt: '2026-11-21T02:13:07.123Z',
};

test('a change has a row with why it was wanted', () => {
  const [, row] = historyLines([entry], undefined);
  expect(row).toMatch(/applied +b +policy +tls-only: there is no bucket policy$/);
});

test('the row of a change that failed says why it did', () => {
  const failed = { ...entry, state: 'failed', failure: 'AccessDenied: Access Denied' } as const;
  const [, row] = historyLines([failed], undefined);
  expect(row).toMatch(
    /failed +b .*tls-only: there is no bucket policy; AccessDenied: Access Denied$/,
  );
});

test('a change is said to be told where it was published, and to be seen where a person made it', () => {
  const session = { typed: { local: true } };
  const text = entryLines(session, entry).join('\n');
  expect(text).toContain('told: told');
  expect(text).toContain(`warden undo ${entry.id} --reason "…" --local`);
  const actor = { type: 'Person', name: 'user/ada' };
  const time = entry.intendedAt;
  const byPerson = { kind: 'person', id: '1', time, actor, command: 'warden fix' } as const;
  const own = entryLines(session, { ...entry, causes: [byPerson] }).join('\n');
  expect(own).toMatch(/Alert +none: whoever asked for it saw it/);
});
