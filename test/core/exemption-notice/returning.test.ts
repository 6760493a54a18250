import { describe, expect, test } from 'vitest';
import { returningControls } from '../../../shared/core/exemption-notice/returning.ts';
import type { Exemption } from '../../../shared/core/exemptions.ts';

const CONTROLS = [
  { id: 'tls-only', severity: 'high' },
  { id: 'block-public-access', severity: 'critical' },
] as const;

const MODES = {
  controls: { 'tls-only': 'enforce', 'block-public-access': 'audit' },
} as const;

const EXEMPTION: Exemption = {
  source: 'person',
  id: 'one',
  bucket: 'acme-logs',
  controls: ['tls-only'],
  reason: 'old clients',
  owner: 'team-web',
  expires: '2026-11-28T09:00:00.000Z',
};

const LATER = '2026-12-28T09:00:00.000Z';

function idsOf(exemption: Exemption, ...others: Exemption[]): string[] {
  const all = [exemption, ...others];
  return returningControls(exemption, all, CONTROLS, MODES).map(({ id }) => id);
}

describe('the controls that judge again', () => {
  test('are those of the exemption, with their modes', () => {
    expect(returningControls(EXEMPTION, [EXEMPTION], CONTROLS, MODES)).toEqual([
      { id: 'tls-only', severity: 'high', mode: 'enforce' },
    ]);
  });

  test('are all where it names none', () => {
    expect(idsOf({ ...EXEMPTION, controls: undefined })).toEqual([
      'tls-only',
      'block-public-access',
    ]);
  });

  test('are none that are off for the bucket', () => {
    const overrides = [{ bucket: 'acme-*', controls: { 'tls-only': 'off' } }] as const;
    const settings = { ...MODES, overrides };
    expect(returningControls(EXEMPTION, [EXEMPTION], CONTROLS, settings)).toEqual([]);
    const other = { ...EXEMPTION, bucket: 'other' };
    expect(returningControls(other, [other], CONTROLS, settings)).toHaveLength(1);
  });

  test('have the strongest mode of any bucket where it is from a pattern', () => {
    const overrides = [
      { bucket: 'acme-logs', controls: { 'block-public-access': 'enforce' } },
    ] as const;
    const pattern = { ...EXEMPTION, bucket: 'acme-*', controls: ['block-public-access'] };
    expect(returningControls(pattern, [pattern], CONTROLS, { ...MODES, overrides })).toMatchObject([
      { mode: 'enforce' },
    ]);
  });

  test('are none where another exemption lasts longer', () => {
    expect(idsOf(EXEMPTION, { ...EXEMPTION, id: 'two', expires: LATER })).toEqual([]);
    expect(idsOf(EXEMPTION, { ...EXEMPTION, bucket: 'acme-*', expires: LATER })).toEqual([]);
    expect(idsOf(EXEMPTION, { ...EXEMPTION, expires: undefined })).toEqual([]);
    expect(idsOf(EXEMPTION, { ...EXEMPTION, controls: undefined, expires: LATER })).toEqual([]);
  });

  test('are those that the longer one leaves out', () => {
    const both = { ...EXEMPTION, controls: ['tls-only', 'block-public-access'] };
    expect(idsOf(both, { ...EXEMPTION, id: 'two', expires: LATER })).toEqual([
      'block-public-access',
    ]);
  });

  test('are still told of where the other is of another bucket, or ends no later', () => {
    expect(idsOf(EXEMPTION, { ...EXEMPTION, bucket: 'other', expires: LATER })).toHaveLength(1);
    expect(idsOf(EXEMPTION, { ...EXEMPTION, id: 'two' })).toHaveLength(1);
  });

  test.each([
    ['acme-*', 'acme-*', true],
    ['acme-*', '*', true],
    ['acme-*', 'acme-logs', false],
    ['a*', 'a?', false],
  ])('of the pattern %s are covered by %s: %s', (bucket, other, covered) => {
    const ids = idsOf({ ...EXEMPTION, bucket }, { ...EXEMPTION, bucket: other, expires: LATER });
    expect(ids).toHaveLength(covered ? 0 : 1);
  });
});
