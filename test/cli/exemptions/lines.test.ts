import { expect, test, vi } from 'vitest';
import { current, exemptionLines } from '../../../cli/exemptions/lines.ts';
import type { DynamicExemption } from '../../../shared/journal/exemption-item.ts';
import { defineConfig } from '../../../shared/settings.ts';

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
