import { expect, test } from 'vitest';
import type { ControlResult } from '../../../shared/core/report.ts';
import { type Swept, sorted, tallyOf } from '../../../shared/core/sweep/tally.ts';

type Status = ControlResult['status'];

/** A bucket as a sweep left it: the status of each control. */
function swept(name: string, statuses: Readonly<Record<string, Status>>): Swept {
  return {
    report: {
      bucket: { name, region: 'eu-west-1', account: '111122223333', partition: 'aws' },
      causes: [{ kind: 'sweep', id: 's', time: '2026-11-21T00:00:00.000Z' }],
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
