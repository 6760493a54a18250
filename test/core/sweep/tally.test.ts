import { describe, expect, test } from 'vitest';
import type { ControlResult, Report } from '../../../shared/core/report.ts';
import { firstRefused, type Swept, sorted, tallyOf } from '../../../shared/core/sweep/tally.ts';
import type { Obstacle } from '../../../shared/model/obstacle.ts';

type Status = ControlResult['status'];

/** A bucket as a sweep left it: the status of each control. */
function swept(name: string, statuses: Readonly<Record<string, Status>>): Swept {
  return {
    report: {
      bucket: {
        kind: 'bucket' as const,
        name,
        region: 'eu-west-1',
        account: '111122223333',
        partition: 'aws',
      },
      triggers: [{ kind: 'sweep', id: 's', time: '2026-11-21T00:00:00.000Z' }],
      results: Object.entries(statuses).map(([control, status]) => ({
        control,
        title: control,
        severity: control === 'tls-only' ? 'high' : 'medium',
        status,
        ...(status === 'compliant' ? {} : { reason: `it is ${status}` }),
      })),
      changes: [],
      proposals: [],
      finishedAt: '2026-11-21T00:00:00.000Z',
    },
  };
}

test('a bucket counts by the worst that is left, each control by its own status', () => {
  const { outcomes, controls } = tallyOf([
    swept('a', { 'tls-only': 'compliant', encryption: 'compliant' }),
    swept('b', { 'tls-only': 'fixed', encryption: 'blocked' }),
    swept('c', { 'tls-only': 'fixed', encryption: 'compliant' }),
    { bucket: { name: 'd', region: 'eu-west-1' }, outcome: 'gone' },
    { bucket: { name: 'e', region: 'eu-west-1' }, outcome: 'unavailable', reason: 'SlowDown' },
  ]);
  expect(outcomes).toEqual({ compliant: 1, blocked: 1, fixed: 1, gone: 1, unavailable: 1 });
  expect(controls).toEqual({
    'tls-only': { compliant: 1, fixed: 2 },
    encryption: { compliant: 2, blocked: 1 },
  });
});

test('the worst are the most severe, then those that need a person, and never more than ten', () => {
  const many = Array.from({ length: 12 }, (_, index) =>
    swept(`b-${index}`, { encryption: 'audited' }),
  );
  const { worst, fixed } = tallyOf([
    ...many,
    swept('stuck', { encryption: 'blocked' }),
    swept('open', { 'tls-only': 'audited' }),
    swept('mended', { 'tls-only': 'fixed' }),
  ]);
  expect(worst.map(({ bucket }) => bucket).slice(0, 3)).toEqual(['open', 'stuck', 'b-0']);
  expect(worst).toHaveLength(10);
  expect(fixed.map(({ bucket }) => bucket)).toEqual(['mended']);
});

test('a bucket that no try could read is among the worst, with the reason', () => {
  const { worst } = tallyOf([
    { bucket: { name: 'e', region: 'eu-west-1' }, outcome: 'unavailable', reason: 'SlowDown' },
  ]);
  expect(worst).toMatchObject([{ bucket: 'e', status: 'unavailable', reason: 'SlowDown' }]);
});

test('the worst of several chunks are the worst of all', () => {
  const of = (name: string, status: Status) => tallyOf([swept(name, { 'tls-only': status })]);
  const parts = [of('z', 'audited'), of('y', 'blocked'), of('x', 'fixed')];
  const all = sorted(parts.flatMap(({ worst, fixed }) => [...worst, ...fixed]));
  expect(all.worst.map(({ bucket }) => bucket)).toEqual(['y', 'z']);
  expect(all.fixed.map(({ bucket }) => bucket)).toEqual(['x']);
});

describe('buckets at which S3 refuses the service', () => {
  const refused = (name: string, ...kinds: Obstacle['kind'][]): Swept => {
    const one = swept(name, {}) as { report: Report };
    const results = kinds.map((kind, index) => ({
      ...{ control: `control-${index}`, title: 't', severity: 'low' as const },
      ...{ status: 'blocked' as const, obstacle: { kind, detail: 'd' } },
    }));
    return { report: { ...one.report, results } };
  };

  test('are named with the controls that it is refused for, others are not', () => {
    const { refused: named, refusedBuckets } = tallyOf([
      refused('b', 'rejected', 'access-denied', 'access-denied'),
      refused('a', 'credentials-refused'),
      refused('c', 'rejected'),
      swept('d', { 'tls-only': 'compliant' }),
      { bucket: { name: 'e', region: 'eu-west-1' }, outcome: 'gone' },
    ]);
    const region = 'eu-west-1';
    expect(named).toEqual([
      { bucket: 'a', region, controls: ['control-0'], obstacle: 'credentials-refused' },
      { bucket: 'b', region, controls: ['control-1', 'control-2'], obstacle: 'access-denied' },
    ]);
    expect(refusedBuckets).toBe(2);
  });

  test('say which policy refuses it, where any control knows', () => {
    const refusedBy = { kind: 'session-policy', effect: 'denies' } as const;
    const { report } = refused('a', 'access-denied', 'access-denied') as { report: Report };
    const results = report.results.map((result, index) =>
      index === 1 && result.obstacle
        ? { ...result, obstacle: { ...result.obstacle, refusedBy } }
        : result,
    );
    expect(tallyOf([{ report: { ...report, results } }]).refused).toMatchObject([{ refusedBy }]);
  });

  test('count all, and fifty of them are named, first by name, in a chunk and of all', () => {
    const names = Array.from({ length: 60 }, (_, index) => `b-${String(index).padStart(2, '0')}`);
    const tally = tallyOf(names.toReversed().map((name) => refused(name, 'access-denied')));
    expect(tally.refusedBuckets).toBe(60);
    expect(tally.refused.map(({ bucket }) => bucket)).toEqual(names.slice(0, 50));
    const others = tallyOf([refused('a', 'access-denied')]).refused;
    const all = firstRefused([...tally.refused, ...others]).map(({ bucket }) => bucket);
    expect(all).toEqual(['a', ...names.slice(0, 49)]);
  });

  test('stand apart from the worst, which ten others may be', () => {
    const tally = tallyOf([
      ...Array.from({ length: 10 }, (_, index) => swept(`b-${index}`, { 'tls-only': 'blocked' })),
      refused('vault', 'access-denied'),
    ]);
    expect(tally.worst.map(({ bucket }) => bucket)).not.toContain('vault');
    expect(tally.refused.map(({ bucket }) => bucket)).toEqual(['vault']);
  });
});
