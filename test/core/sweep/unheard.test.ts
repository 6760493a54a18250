import { describe, expect, test } from 'vitest';
import { type BucketState, NO_STATE } from '../../../shared/core/journal.ts';
import {
  type Hearing,
  isUnheard,
  judgedAs,
  repairedAs,
  unheardOf,
} from '../../../shared/core/sweep/unheard.ts';
import type { Change } from '../../../shared/model/facet.ts';
import { defineConfig, type SettingsInput } from '../../../shared/settings.ts';
import { bucketOf } from '../../peers/fixtures.ts';

const BUCKET = bucketOf('orders');
const NOW = 10 * 3_600_000;
const CHANGE: Change = { facet: 'policy', before: undefined, after: '{}', controls: ['tls-only'] };

function unheard(parts: {
  changes?: readonly Change[];
  state?: Partial<BucketState> | 'not read ahead';
  hearing?: Partial<Hearing>;
}): boolean {
  const { changes = [CHANGE], state = {}, hearing } = parts;
  return isUnheard(
    { bucket: BUCKET, changes },
    state === 'not read ahead' ? undefined : { ...NO_STATE, ...state },
    { nowMs: NOW, regions: [BUCKET.region], exemptions: [], ...hearing },
  );
}

describe('drift that a sweep repaired counts as unheard', () => {
  test('where the bucket is heard of and nothing else explains that it was repaired late', () => {
    expect(unheard({})).toBe(true);
    expect(unheard({ state: { fixes: { 'tls-only': [NOW - 3_600_000] } } })).toBe(true);
    expect(unheard({ hearing: { exemptions: [{ bucket: 'others-*' }] } })).toBe(true);
  });

  test.each<[string, Parameters<typeof unheard>[0]]>([
    ['nothing was repaired', { changes: [] }],
    ['its Region sends no events home', { hearing: { regions: ['ap-south-1'] } }],
    ['a person may have exempted it', { state: 'not read ahead' }],
    ['the settings exempt it, or did', { hearing: { exemptions: [{ bucket: 'ord*' }] } }],
    ['a look is not done with it', { state: { open: ['1a'] } }],
    ['a look owes an alert of it', { state: { untold: ['1a'] } }],
    ['a topic did not take its alert', { state: { untoldTopics: ['arn'] } }],
    ['a finding stood there', { state: { findings: { 'tls-only': 'abc' } } }],
    ['it was repaired within the hour', { state: { fixes: { 'tls-only': [NOW - 1_000] } } }],
  ])('but not where %s', (_situation, parts) => {
    expect(unheard(parts)).toBe(false);
  });
});

describe('what a sweep judges by', () => {
  const by = (settings: SettingsInput, version = '1') => judgedAs(defineConfig(settings), version);

  test.each<[string, SettingsInput]>([
    ['a mode', { controls: { 'tls-only': 'audit' } }],
    ['an override', { overrides: [{ bucket: 'a*', controls: { 'tls-only': 'off' } }] }],
    ['the encryption', { encryption: { minimum: 'SSE-KMS' } }],
    [
      'an exemption',
      { exemptions: [{ bucket: 'a', reason: 'r', owner: 'o', expires: '2026-12-31' }] },
    ],
    ['the tag that exempts', { exemptByTag: { key: 'k', controls: ['tls-only'] } }],
    ['the Regions', { regions: ['eu-west-1'] }],
  ])('is another with %s', (_what, settings) => {
    expect(by(settings)).not.toBe(by({}));
  });

  test('is another with another version, and the same with what is not judged by', () => {
    expect(by({}, '2')).not.toBe(by({}));
    expect(by({ settleSeconds: 9, alerts: { email: ['a@example.com'] } })).toBe(by({}));
  });
});

test('only a sweep by the settings that left no bucket for later repaired every bucket', () => {
  const sweep = { mode: 'by-settings', judgedAs: 'x', outcomes: { fixed: 2, blocked: 1 } } as const;
  expect(repairedAs(sweep)).toBe('x');
  expect(repairedAs({ ...sweep, mode: 'audit' })).toBeUndefined();
  expect(repairedAs({ ...sweep, outcomes: { unavailable: 1 } })).toBeUndefined();
  expect(repairedAs({ ...sweep, outcomes: { slowed: 1 } })).toBeUndefined();
});

test('all of them are counted, and ten named', () => {
  expect(unheardOf([])).toBeUndefined();
  const names = Array.from(
    { length: 12 },
    (_, index) => `b-${String(11 - index).padStart(2, '0')}`,
  );
  expect(unheardOf(names)).toEqual({ buckets: 12, named: names.toReversed().slice(0, 10) });
});
