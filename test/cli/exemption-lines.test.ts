import { expect, test, vi } from 'vitest';
import { current, exemptionLines } from '../../cli/exemptions.ts';
import { entryLines, historyLines } from '../../cli/history/lines.ts';
import type { DynamicExemption } from '../../shared/aws/journal/exemption-item.ts';
import type { JournalEntry } from '../../shared/core/journal.ts';
import { defineConfig } from '../../shared/settings.ts';

vi.stubEnv('FORCE_COLOR', '0');

const NOW = Date.parse('2026-11-21T12:00:00.000Z');
const ADA = 'arn:aws:sts::111122223333:assumed-role/admin/ada';
const one: DynamicExemption = {
  ...{ source: 'person', id: 'e-1', bucket: 'orders', controls: ['tls-only'], reason: 'r' },
  ...{ createdAt: '2026-11-21T00:00:00.000Z', expires: '2026-11-28T00:00:00.000Z' },
  ...{ owner: 'team-web', madeBy: ADA },
};

test('an exemption is listed with who made it, where that is not its owner', () => {
  const rowOf = (parts: Partial<DynamicExemption>) =>
    exemptionLines([{ ...one, ...parts }], undefined)[1];
  expect(rowOf({})).toContain(`team-web, made by ${ADA}`);
  expect(rowOf({ owner: 'assumed-role/admin/ada' })).not.toContain('made by');
  const { madeBy, ...old } = one;
  expect(exemptionLines([old], undefined)[1]).not.toContain('made by');
});

test('one that was written to last longer than allowed is listed with the end that counts', () => {
  const session = { settings: defineConfig({ longestExemptionDays: 30 }) };
  const [listed] = current(session, [{ ...one, expires: '2999-01-01T00:00:00.000Z' }], NOW);
  expect(listed?.expires).toBe('2026-12-21T00:00:00.000Z');
});

test('an undone change is shown with the ARN of whoever undid it', () => {
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
    ...{ reasons: {}, causes: [], state: 'undone', alert: 'told', intendedAt: one.createdAt },
    undone: { by: 'ada', byArn: ADA, at: one.createdAt, reason: 'r', exemption: 'e-1' },
  };
  expect(entryLines({ typed: {} }, entry).join('\n')).toContain(`as ${ADA}`);
  expect(historyLines([entry], undefined)[1]).toContain(`undone by ${ADA}`);
});

test('an undo of what was not there before is shown as a deletion, with the way back', () => {
  const undone = { by: 'ada', at: one.createdAt, reason: 'r', exemption: 'e-1' };
  const entry: JournalEntry = {
    id: '1m7z085xt-8th',
    bucket: {
      kind: 'bucket' as const,
      name: 'b',
      region: 'eu-west-1',
      account: '111122223333',
      partition: 'aws',
    },
    change: { facet: 'policy', before: '{}', after: undefined, controls: ['tls-only'] },
    ...{ reasons: {}, causes: [], state: 'applied', alert: 'none', intendedAt: one.createdAt },
    undoes: { change: '1m7z085xt-000', undone },
  };
  expect(historyLines([entry], undefined)[1]).toMatch(/by ada$/);
  const text = entryLines({ typed: {} }, entry).join('\n');
  expect(text).toMatch(/Undoes +1m7z085xt-000/);
  expect(text).toContain('Bucket policy is deleted:');
  expect(text).toContain('warden unexempt e-1');
  expect(text).not.toContain('warden undo');
});
