import { describe, expect, test } from 'vitest';
import { type ChunkEnd, failureOf, partOf } from '../../../shared/core/sweep/rest.ts';

const NOW = 1_000_000;
const GIVE_UP_MS = 1_000;
const bucket = (name: string) => ({ name, region: 'eu-central-1' });
const gone: ChunkEnd = { bucket: bucket('gone'), outcome: 'gone' };
const unseen: ChunkEnd = { bucket: bucket('unseen'), left: 'unseen' };
const failed: ChunkEnd = { bucket: bucket('failed'), left: 'failed', reason: 'SlowDown' };

const part = (ends: ChunkEnd[], failures: Parameters<typeof partOf>[1] = {}) =>
  partOf(ends, failures, { nowMs: NOW, giveUpAfterMs: GIVE_UP_MS });

describe.each(['constructor', '__proto__', 'toString'])('a bucket named %s', (name) => {
  const odd: ChunkEnd = { bucket: bucket(name), left: 'failed', reason: 'SlowDown' };
  const over = { nowMs: NOW + GIVE_UP_MS, giveUpAfterMs: GIVE_UP_MS };

  test('that fails is remembered since its first time, also as JSON, and given up like any other', () => {
    const first = part([odd]).rest?.failures ?? {};
    const handedOn = JSON.parse(JSON.stringify(first));
    expect(failureOf(handedOn, name)).toEqual({ reason: 'SlowDown', sinceMs: NOW });
    expect(partOf([odd], handedOn, over)).toEqual({
      swept: [{ bucket: odd.bucket, outcome: 'unavailable', reason: 'SlowDown' }],
      rest: undefined,
    });
  });

  test('that was not looked at has no failure', () => {
    const { rest } = part([{ bucket: bucket(name), left: 'unseen' }]);
    expect(failureOf(rest?.failures ?? {}, name)).toBeUndefined();
    expect(Object.keys(rest?.failures ?? {})).toEqual([]);
  });
});

describe('of the buckets of a chunk', () => {
  test('those that are done are counted, and nothing is left', () => {
    expect(part([gone])).toEqual({ swept: [gone], rest: undefined });
  });

  test('those that were not looked at go on first, those that failed with reason and time', () => {
    expect(part([failed, gone, unseen])).toStrictEqual({
      swept: [gone],
      rest: {
        buckets: [unseen.bucket, failed.bucket],
        failures: { failed: { reason: 'SlowDown', sinceMs: NOW } },
      },
    });
  });

  test('one that goes on failing is remembered since its first time, and by its last reason', () => {
    const failures = { failed: { reason: 'another', sinceMs: NOW - GIVE_UP_MS + 1 } };
    expect(part([failed], failures).rest?.failures).toEqual({
      failed: { reason: 'SlowDown', sinceMs: NOW - GIVE_UP_MS + 1 },
    });
  });

  test('one that has failed for long enough is given up, with its reason', () => {
    const failures = { failed: { reason: 'another', sinceMs: NOW - GIVE_UP_MS } };
    expect(part([failed], failures)).toEqual({
      swept: [{ bucket: failed.bucket, outcome: 'unavailable', reason: 'SlowDown' }],
      rest: undefined,
    });
  });

  test('one that was not looked at goes on however long ago it failed, and that is kept', () => {
    const failures = { unseen: { reason: 'SlowDown', sinceMs: 0 } };
    expect(part([unseen], failures)).toEqual({
      swept: [],
      rest: { buckets: [unseen.bucket], failures },
    });
  });

  test('a long reason is cut', () => {
    const long: ChunkEnd = { ...failed, reason: 'x'.repeat(1000) };
    expect(part([long]).rest?.failures['failed']?.reason).toHaveLength(300);
  });
});
