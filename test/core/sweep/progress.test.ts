import { describe, expect, test } from 'vitest';
import {
  doneBuckets,
  isComplete,
  isGivenUp,
  type SweepProgress,
} from '../../../shared/core/sweep/progress.ts';

const ALL_DONE: SweepProgress = {
  id: '1hzk3x2am-7qd',
  trigger: 'schedule',
  mode: 'by-settings',
  isFirst: false,
  startedAt: '2026-11-21T03:00:00.412Z',
  listedPages: 2,
  sentPages: 2,
  isListed: true,
  buckets: 60,
  chunks: 3,
  doneChunks: 3,
  outcomes: { compliant: 40, fixed: 20 },
  controls: {},
  regions: {},
  updatedAtMs: 0,
};

describe('a sweep is complete', () => {
  test('once all pages are listed and handed out, and all chunks done', () => {
    expect(isComplete(ALL_DONE)).toBe(true);
  });

  test('even if a chunk was counted twice, which must not keep it from its end', () => {
    expect(isComplete({ ...ALL_DONE, doneChunks: 4 })).toBe(true);
  });

  test.each([
    ['a page of the list is to come', { isListed: false }],
    ['a page is not handed out yet', { sentPages: 1 }],
    ['a chunk is not done yet', { doneChunks: 2 }],
  ])('but not while %s', (_, parts) => {
    expect(isComplete({ ...ALL_DONE, ...parts })).toBe(false);
  });
});

test.each([
  ['was given up where it ended before it was complete', { doneChunks: 2 }, true],
  ['was not where it ended complete', {}, false],
  ['was not while it runs', { doneChunks: 2, finishedAt: undefined }, false],
])('a sweep %s', (_, parts, expected) => {
  const finishedAt = '2026-11-21T03:01:00.000Z';
  expect(isGivenUp({ ...ALL_DONE, finishedAt, ...parts })).toBe(expected);
});

test('the buckets that are done are those of every outcome', () => {
  expect(doneBuckets(ALL_DONE)).toBe(60);
  expect(doneBuckets({ outcomes: {} })).toBe(0);
});
