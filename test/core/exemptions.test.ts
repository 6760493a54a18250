import { describe, expect, test } from 'vitest';
import {
  activeExemptions,
  type Exemption,
  exemptionOf,
  exemptionReason,
} from '../../shared/core/exemptions.ts';

const NOW = '2026-11-21T09:00:00.000Z';
const exemption: Exemption = {
  source: 'settings',
  bucket: 'legacy-*',
  reason: 'moves in January',
  owner: 'team-web',
  expires: '2027-01-31T23:59:59.999Z',
};

describe('the exemptions that count for a bucket', () => {
  test.each<[string, Partial<Exemption>, string, boolean]>([
    ['a wildcard that matches', {}, 'legacy-web', true],
    ['a wildcard that does not', {}, 'old-legacy-web', false],
    ['its name', { bucket: 'web' }, 'web', true],
    ['a longer name', { bucket: 'web' }, 'web-logs', false],
    ['one character', { bucket: 'web-?' }, 'web-1', true],
    ['expired a year ago', { expires: '2025-11-21T09:00:00.000Z' }, 'legacy-web', false],
    ['expires now', { expires: NOW }, 'legacy-web', false],
    ['expires in a millisecond', { expires: '2026-11-21T09:00:00.001Z' }, 'legacy-web', true],
    ['without an end', { expires: undefined }, 'legacy-web', true],
  ])('%s', (_situation, changes, bucket, counts) => {
    const one = { ...exemption, ...changes };
    expect(activeExemptions([one], bucket, NOW)).toEqual(counts ? [one] : []);
  });
});

describe('the exemption of a control', () => {
  test('is one that names it, or one that names none', () => {
    const named = { ...exemption, controls: ['tls-only'] };
    expect(exemptionOf('tls-only', [named])).toBe(named);
    expect(exemptionOf('default-encryption', [named])).toBeUndefined();
    expect(exemptionOf('default-encryption', [named, exemption])).toBe(exemption);
    expect(exemptionOf('tls-only', [])).toBeUndefined();
  });

  test('is the one that lasts longest', () => {
    const short = { ...exemption, expires: '2026-12-01T00:00:00.000Z' };
    const endless = { ...exemption, expires: undefined };
    expect(exemptionOf('tls-only', [short, exemption])).toBe(exemption);
    expect(exemptionOf('tls-only', [exemption, short])).toBe(exemption);
    expect(exemptionOf('tls-only', [exemption, endless, short])).toBe(endless);
  });
});

test('the reason says until when, by whom and why', () => {
  expect(exemptionReason(exemption)).toBe(
    'exempt until 2027-01-31 23:59 UTC by team-web: moves in January',
  );
  expect(exemptionReason({ ...exemption, expires: undefined })).toBe(
    'exempt by team-web: moves in January',
  );
  expect(
    exemptionReason({
      ...exemption,
      source: 'tag',
      owner: "the bucket's tag warden-exempt",
    }),
  ).toBe("exempt by the bucket's tag warden-exempt: moves in January");
});
