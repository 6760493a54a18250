import { expect, test, vi } from 'vitest';
import { entryLines } from '../../../cli/show/lines.ts';
import type { JournalEntry } from '../../../shared/core/journal.ts';

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
  triggers: [],
  state: 'applied',
  alert: 'told',
  intendedAt: '2026-11-21T02:13:07.123Z',
};

test('a change is said to be told where it was published, and to be seen where a person made it', () => {
  const session = { typed: { local: true } };
  const text = entryLines(session, entry).join('\n');
  expect(text).toContain('told: told');
  expect(text).toContain(`warden undo ${entry.id} --reason "…" --local`);
  const actor = { type: 'Person', name: 'user/ada' };
  const time = entry.intendedAt;
  const byPerson = { kind: 'person', id: '1', time, actor, command: 'warden fix' } as const;
  const own = entryLines(session, { ...entry, triggers: [byPerson] }).join('\n');
  expect(own).toMatch(/Alert +none: whoever asked for it saw it/);
});

test('an undone change is shown with the ARN of whoever undid it', () => {
  const byArn = 'arn:aws:sts::111122223333:assumed-role/admin/ada';
  const undone = { by: 'ada', byArn, at: entry.intendedAt, reason: 'r', exemption: 'e-1' };
  const text = entryLines({ typed: {} }, { ...entry, state: 'undone', undone }).join('\n');
  expect(text).toContain(`as ${byArn}`);
});

test('an undo of what was not there before is shown as a deletion, with the way back', () => {
  const undone = { by: 'ada', at: entry.intendedAt, reason: 'r', exemption: 'e-1' };
  const undo: JournalEntry = {
    ...entry,
    change: { facet: 'policy', before: '{}', after: undefined, controls: ['tls-only'] },
    ...{ reasons: {}, alert: 'none', undoes: { change: '1m7z085xt-000', undone } },
  };
  const text = entryLines({ typed: {} }, undo).join('\n');
  expect(text).toMatch(/Undoes +1m7z085xt-000/);
  expect(text).toContain('Bucket policy is deleted:');
  expect(text).toContain('warden unexempt e-1');
  expect(text).not.toContain('warden undo');
});
