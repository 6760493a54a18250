import { describe, expect, test } from 'vitest';
import { limited } from '../../shared/journal/exemption-limit.ts';

const DAY = 86_400_000;
const NOW = Date.parse('2026-11-21T12:00:00.000Z');
const iso = (days: number) => new Date(NOW + days * DAY).toISOString();

function endOf(createdAt: string, expires: string, longestDays = 365): string | undefined {
  const exemption = {
    ...{ source: 'person' as const, id: 'e', bucket: 'b', controls: ['tls-only'] },
    ...{ reason: 'r', owner: 'o', createdAt, expires },
  };
  return limited([exemption], longestDays, NOW)[0]?.expires;
}

describe('an exemption in the table', () => {
  test('that lasts no longer than allowed counts to its end', () => {
    expect(endOf(iso(-30), iso(335))).toBe(iso(335));
  });

  test('that lasts longer counts until the longest time after its creation', () => {
    expect(endOf(iso(-30), '9999-12-31T00:00:00.000Z')).toBe(iso(335));
    expect(endOf(iso(-30), '+275000-01-01T00:00:00.000Z', 90)).toBe(iso(60));
  });

  test('made longer ago than the longest time is over', () => {
    expect(endOf(iso(-400), iso(1000))).toBe(iso(-35));
  });

  test('of a computer whose clock is a little ahead counts', () => {
    expect(endOf(iso(10 / 24 / 60), iso(7))).toBe(iso(7));
  });

  test.each([
    ['made in the future', iso(1), iso(7)],
    ['that does not say when it was made', 'once', iso(7)],
    ['that does not say when it ends', iso(-1), 'never'],
  ])('%s does not count', (_what, createdAt, expires) => {
    expect(endOf(createdAt, expires)).toBeUndefined();
  });
});
