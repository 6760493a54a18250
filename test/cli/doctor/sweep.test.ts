import { expect, test } from 'vitest';
import { sweepVerdict } from '../../../cli/doctor/sweep.ts';
import type { SweepProgress } from '../../../shared/core/sweep/progress.ts';
import type { LatestSweep } from '../../../shared/sweep/store.ts';

const NOW = Date.parse('2026-11-21T12:00:00.000Z');
const HOUR = 3_600_000;

const ID = '1m7z085xt-8th';

const sweep = (parts: Partial<SweepProgress>): LatestSweep => ({
  id: ID,
  isFirstDone: true,
  progress: progress(parts),
});

const progress = (parts: Partial<SweepProgress>): SweepProgress => ({
  ...{ id: ID, trigger: 'schedule', mode: 'by-settings', isFirst: false },
  ...{ listedPages: 1, sentPages: 1, isListed: true, buckets: 14, chunks: 1, doneChunks: 0 },
  ...{ outcomes: { compliant: 9 }, controls: {}, regions: {} },
  startedAt: '2026-11-21T03:00:00.000Z',
  updatedAtMs: NOW - HOUR,
  ...parts,
});

const EXPIRED: LatestSweep = { id: ID, isFirstDone: true, progress: undefined };

function verdictOf(latest: LatestSweep | undefined, schedule = 'rate(1 day)') {
  return sweepVerdict(latest, schedule, NOW, 'warden sweep');
}

test('no sweep yet: says when the first one comes', () => {
  expect(verdictOf(undefined)).toMatchObject({
    state: 'bad',
    advice: expect.stringContaining('warden sweep'),
  });
});

test('one of which nothing is known any more is too long ago', () => {
  const expired = verdictOf(EXPIRED);
  expect(expired).toMatchObject({ state: 'bad', advice: expect.stringContaining('warden sweep') });
  expect(expired.text).toContain('so long ago');
});

test('one of which nothing is known any more is nothing to worry about without a schedule', () => {
  expect(verdictOf(EXPIRED, 'off')).toEqual({
    state: 'optional',
    text: 'the last sweep, 1m7z085xt-8th, is so long ago that its record has expired: sweep.schedule is off',
  });
});

test.each([
  ['no sweep at all', undefined],
  ['one that got stuck', sweep({ updatedAtMs: NOW - 13 * HOUR })],
])('%s is bad without a schedule too', (_situation, latest) => {
  expect(verdictOf(latest, 'off')).toMatchObject({ state: 'bad' });
});

test('one that ended is good, and so is one at work', () => {
  const ended = verdictOf(sweep({ finishedAt: '2026-11-21T03:04:00.000Z', doneChunks: 1 }));
  expect(ended).toEqual({
    state: 'good',
    text: 'the last sweep ended at 2026-11-21T03:04:00.000Z, after 14 buckets',
  });
  expect(verdictOf(sweep({}))).toMatchObject({
    state: 'good',
    text: 'sweep 1m7z085xt-8th is at work: 9 of 14 buckets',
  });
});

test.each([
  ['has not got on for half a day', { updatedAtMs: NOW - 13 * HOUR }],
  ['was given up', { finishedAt: '2026-11-21T03:04:00.000Z' }],
])('one that %s is bad', (_, parts) => {
  const stuck = verdictOf(sweep(parts));
  expect(stuck).toMatchObject({ state: 'bad' });
  expect(stuck.text).toContain('did not come to its end');
});
