import { expect, test, vi } from 'vitest';
import { historyLines } from '../../../cli/history/lines.ts';
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

test('the row of a change that was undone says by whom', () => {
  const undone = { by: 'ada', at: entry.intendedAt, reason: 'r', exemption: 'e-1' };
  expect(historyLines([{ ...entry, undone }], undefined)[1]).toMatch(/undone by ada$/);
  const byArn = 'arn:aws:sts::111122223333:assumed-role/admin/ada';
  const withArn = { ...entry, undone: { ...undone, byArn } };
  expect(historyLines([withArn], undefined)[1]).toContain(`undone by ${byArn}`);
});

test('the row of an undo says who made it', () => {
  const undone = { by: 'ada', at: entry.intendedAt, reason: 'r', exemption: 'e-1' };
  const undo = { ...entry, reasons: {}, undoes: { change: '1m7z085xt-000', undone } };
  expect(historyLines([undo], undefined)[1]).toMatch(/by ada$/);
});
