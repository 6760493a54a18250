import { describe, expect, test, vi } from 'vitest';
import { outcomeLines, planLines, settingsToFix } from '../../../cli/fix/lines.ts';
import type { Plan } from '../../../shared/core/decide.ts';
import type { Report } from '../../../shared/core/report.ts';
import { defineConfig } from '../../../shared/settings.ts';

vi.stubEnv('FORCE_COLOR', '0');

const bucket = {
  kind: 'bucket' as const,
  name: 'b',
  region: 'eu-west-1',
  account: '111122223333',
  partition: 'aws',
};
const result = { control: 'block-public-access', title: 't', severity: 'critical' } as const;
const allOn = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
};
const plan: Plan = {
  results: [{ ...result, status: 'fixed', reason: 'it is off' }],
  changes: [
    { facet: 'publicAccessBlock', before: undefined, after: allOn, controls: [result.control] },
  ],
  proposals: [],
};
const report: Report = {
  ...plan,
  bucket,
  triggers: [{ kind: 'config-evaluation', id: '1', time: '', ruleName: 'r' }],
  finishedAt: '',
};

describe('what a person has repaired', () => {
  const settings = defineConfig({ controls: { 'tls-only': 'audit', 'default-encryption': 'off' } });

  test('is enforced where it is only audited, and stays off where it is off', () => {
    expect(settingsToFix(settings).controls).toEqual({
      'tls-only': 'enforce',
      'default-encryption': 'off',
      'block-public-access': 'enforce',
    });
  });

  test('is these controls only, where some are named', () => {
    expect(settingsToFix(settings, ['tls-only', 'default-encryption']).controls).toEqual({
      'tls-only': 'enforce',
      'default-encryption': 'off',
      'block-public-access': 'off',
    });
  });
});

describe('the plan', () => {
  test('shows why and what', () => {
    const lines = planLines(bucket, plan);
    expect(lines).toContain('  ✖ block-public-access: it is off');
    expect(lines).toContain('  +   "BlockPublicAcls": true,');
  });

  test('of a compliant bucket is one line', () => {
    const compliant: Plan = {
      results: [{ ...result, status: 'compliant' }],
      changes: [],
      proposals: [],
    };
    expect(planLines(bucket, compliant)).toEqual(['b (eu-west-1) is compliant.']);
  });
});

describe('the plan of some controls only', () => {
  const one = { ...result, control: 'tls-only', status: 'compliant' } as const;
  const empty = { changes: [], proposals: [] };

  test('calls the bucket compliant with those that were looked at', () => {
    expect(planLines(bucket, { ...empty, results: [one] }, ['tls-only'])).toEqual([
      'b (eu-west-1) is compliant with tls-only.',
    ]);
  });

  test('names those that are off for the bucket', () => {
    const asked = ['tls-only', 'default-encryption'];
    expect(planLines(bucket, { ...empty, results: [one] }, asked)).toEqual([
      'b (eu-west-1) is compliant with tls-only.',
      '  – default-encryption is off for b in the settings',
    ]);
    expect(planLines(bucket, { ...empty, results: [] }, ['default-encryption'])).toEqual([
      'b (eu-west-1)',
      '  – default-encryption is off for b in the settings',
    ]);
  });
});

test('a bucket for which every control is off is not called compliant', () => {
  const nothing: Plan = { results: [], changes: [], proposals: [] };
  expect(planLines(bucket, nothing)).toEqual([
    'b (eu-west-1): every control is off for it in the settings.',
  ]);
});

describe('the outcome', () => {
  test('does not repeat what was shown', () => {
    expect(outcomeLines(report, plan)).toEqual(['b', '  ✔ block-public-access: written']);
  });

  test('shows what was written where the bucket had moved since', () => {
    const before = { ...allOn, BlockPublicAcls: false };
    const moved = { ...report, changes: [{ ...plan.changes[0], before }] } as Report;
    const text = outcomeLines(moved, plan).join('\n');
    expect(text).toContain('Not quite what was shown above');
    expect(text).toContain('-   "BlockPublicAcls": false');
  });

  test('says what a person has to do', () => {
    const obstacle = { kind: 'stale-principal', detail: 'AROAEXAMPLE is gone' } as const;
    const blocked: Report = {
      ...report,
      changes: [],
      results: [{ ...result, status: 'blocked', reason: 'it leaks', obstacle }],
    };
    expect(outcomeLines(blocked, plan).join('\n')).toContain(
      '! block-public-access cannot be repaired: it leaks: AROAEXAMPLE is gone',
    );
  });
});
