import { expect, test } from 'vitest';
import { leftSomething, progressLine, sweepLines } from '../../../cli/sweep/lines.ts';
import type { SweepProgress } from '../../../shared/core/sweep/progress.ts';

const NOW = Date.parse('2026-11-21T12:00:00.000Z');
const HOUR = 3_600_000;

const sweep = (parts: Partial<SweepProgress> = {}): SweepProgress => ({
  ...{ id: '1m7z085xt-8th', trigger: 'schedule', mode: 'by-settings', isFirst: false },
  ...{ listedPages: 1, sentPages: 1, isListed: true, buckets: 1204, chunks: 2, doneChunks: 1 },
  ...{ outcomes: { compliant: 600, fixed: 2 }, regions: {} },
  controls: { 'tls-only': { compliant: 600, fixed: 2 } },
  startedAt: '2026-11-21T11:00:00.000Z',
  updatedAtMs: NOW - 1_000,
  ...parts,
});
const finishedAt = '2026-11-21T11:04:00.000Z';

test('progress is a bar and how many of how many', () => {
  expect(progressLine(sweep())).toBe(`${'█'.repeat(15)}${'░'.repeat(15)} 602 of 1,204 buckets`);
  expect(progressLine(sweep({ isListed: false }))).toMatch(/buckets listed so far$/);
  expect(progressLine(sweep({ buckets: 0, outcomes: {} }))).toBe(
    `${'░'.repeat(30)} 0 of 0 buckets`,
  );
});

test.each<[string, Partial<SweepProgress>, RegExp]>([
  ['is at work', {}, /^Running {2}█+░+ 602 of 1,204 buckets$/],
  ['ended', { finishedAt, doneChunks: 2 }, /^Ended {4}2026-11-21T11:04:00.000Z$/],
  [
    'does not get on',
    { updatedAtMs: NOW - 13 * HOUR },
    /^Stalled {2}█+░+ 602 of 1,204 buckets; the next sweep gives it up$/,
  ],
  [
    'was given up',
    { finishedAt },
    /^Given up 2026-11-21T11:04:00.000Z: █+░+ 602 of 1,204 buckets$/,
  ],
])('a sweep that %s says so', (_, parts, line) => {
  expect(sweepLines(sweep(parts), NOW)[2]).toMatch(line);
});

test('a sweep is told by what it was, its buckets and its controls', () => {
  expect(sweepLines(sweep({ finishedAt, isFirst: true, mode: 'audit' }), NOW)).toEqual([
    'Sweep 1m7z085xt-8th  the first, started by the schedule; writes nothing',
    'Started  2026-11-21T11:00:00.000Z',
    expect.any(String),
    'Buckets  1,204: 600 compliant, 2 fixed',
    '',
    expect.stringMatching(/^Control +compliant +fixed$/),
    expect.stringMatching(/^tls-only +600 +2$/),
  ]);
});

test('a sweep that a person asked for says who', () => {
  expect(sweepLines(sweep({ trigger: 'person', askedBy: 'AROAEXAMPLE:jane' }), NOW)[0]).toBe(
    'Sweep 1m7z085xt-8th  started by a person (AROAEXAMPLE:jane); repairs by the modes of the settings',
  );
});

test('a sweep that was refused at buckets says at how many', () => {
  expect(sweepLines(sweep({ finishedAt, refusedBuckets: 1200 }), NOW)[4]).toBe(
    'Refused  S3 refuses the service at 1,200 of them; the summary names them',
  );
});

test('only what is not compliant is left', () => {
  expect(leftSomething({ outcomes: { compliant: 1, fixed: 1, exempt: 1, gone: 1 } })).toBe(false);
  for (const outcome of ['audited', 'blocked', 'slowed', 'unavailable'] as const) {
    expect(leftSomething({ outcomes: { [outcome]: 1 } }), outcome).toBe(true);
  }
});
