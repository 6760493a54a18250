import { describe, expect, test } from 'vitest';
import type { ControlResult, Report } from '../../../shared/core/report.ts';
import type { SweepFinding } from '../../../shared/core/sweep/summary.ts';
import { type Swept, sorted, sweptOutcomeOf, tallyOf } from '../../../shared/core/sweep/tally.ts';
import type { Severity } from '../../../shared/model/status.ts';

type Status = ControlResult['status'];

const LISTED = { name: 'acme-logs', region: 'eu-west-1' };

function swept(...results: Partial<ControlResult>[]): Swept & { report: Report } {
  return {
    report: {
      bucket: { kind: 'bucket', ...LISTED, account: '111122223333', partition: 'aws' },
      triggers: [{ kind: 'sweep', id: 's', time: '2026-11-21T00:00:00.000Z' }],
      results: results.map((result) => ({
        control: 'tls-only',
        title: 'TLS only',
        severity: 'high',
        status: 'blocked',
        ...result,
      })),
      changes: [],
      proposals: [],
      finishedAt: '2026-11-21T00:00:00.000Z',
    },
  };
}

function finding(parts: Partial<SweepFinding>): SweepFinding {
  return {
    bucket: LISTED.name,
    region: LISTED.region,
    control: 'tls-only',
    severity: 'high',
    status: 'blocked',
    reason: '',
    ...parts,
  };
}

describe('the outcome of a bucket', () => {
  test.each<[Status, Status]>([
    ['blocked', 'slowed'],
    ['slowed', 'unavailable'],
    ['unavailable', 'audited'],
    ['audited', 'fixed'],
    ['fixed', 'exempt'],
    ['exempt', 'compliant'],
  ])('is rather %s than %s', (status, other) => {
    expect(sweptOutcomeOf(swept({ status: other }, { status }))).toBe(status);
  });
});

describe('a finding', () => {
  test.each<Status>(['compliant', 'exempt'])('is none where the control is %s', (status) => {
    const { worst, fixed } = tallyOf([swept({ status })]);
    expect([...worst, ...fixed]).toEqual([]);
  });

  test('is none where the bucket was deleted meanwhile', () => {
    expect(tallyOf([{ bucket: LISTED, outcome: 'gone' }]).worst).toEqual([]);
  });

  test('says what is wrong and what stands in the way', () => {
    const obstacle = { kind: 'access-denied', detail: 'AccessDenied' } as const;
    expect(tallyOf([swept({ reason: 'no policy', obstacle })]).worst).toEqual([
      finding({ reason: 'no policy: AccessDenied' }),
    ]);
    expect(tallyOf([swept({ obstacle })]).worst).toEqual([finding({ reason: 'AccessDenied' })]);
    expect(tallyOf([swept({ reason: 'no policy' })]).worst).toEqual([
      finding({ reason: 'no policy' }),
    ]);
    expect(tallyOf([swept({})]).worst).toEqual([finding({ reason: '' })]);
  });

  test('has no more than 500 characters of why', () => {
    const [only] = tallyOf([swept({ reason: 'x'.repeat(501) })]).worst;
    expect(only?.reason).toBe('x'.repeat(500));
  });

  test('of a bucket that could not be read is of every control, and high', () => {
    const unread = { bucket: LISTED, outcome: 'unavailable', reason: 'SlowDown' } as const;
    expect(tallyOf([unread]).worst).toEqual([
      finding({ control: 'every control', status: 'unavailable', reason: 'SlowDown' }),
    ]);
  });
});

describe('findings come', () => {
  test('by severity', () => {
    const severities: Severity[] = ['critical', 'high', 'medium', 'low'];
    for (const shuffled of [severities, severities.toReversed()]) {
      const { worst } = sorted(shuffled.map((severity) => finding({ severity })));
      expect(worst.map(({ severity }) => severity)).toEqual(severities);
    }
  });

  test('of the same severity by what needs somebody most', () => {
    const statuses = ['blocked', 'slowed', 'unavailable', 'audited', 'reported'] as const;
    for (const shuffled of [statuses, statuses.toReversed()]) {
      const { worst } = sorted(shuffled.map((status) => finding({ status })));
      expect(worst.map(({ status }) => status)).toEqual(statuses);
    }
  });

  test('at most ten of what was fixed', () => {
    const fixed = Array.from({ length: 12 }, () => finding({ status: 'fixed' }));
    expect(sorted(fixed).fixed).toHaveLength(10);
  });
});
