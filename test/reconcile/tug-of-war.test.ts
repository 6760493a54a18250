import { beforeEach, expect, test, vi } from 'vitest';
import { FakeS3 } from '../fakes/fake-s3.ts';
import { byAlice, NAME, SSE_S3, Stage } from '../fakes/stage.ts';

const START = Date.parse('2026-11-21T12:00:00Z');
const HOUR_MS = 3_600_000;
const SETTINGS = { afterFixes: 3, firstDelaySeconds: 30, longestDelaySeconds: 900 };

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: START }));

/** For some hours somebody undoes each repair at once: how long it stood undone at the most, and when that was told. */
async function undoneFor(
  hours: number,
  control: 'block-public-access' | 'tls-only',
  facet: 'publicAccessBlock' | 'policy',
) {
  const stage = new Stage(new FakeS3({ [NAME]: { encryption: SSE_S3 } }));
  stage.modes = { [control]: 'enforce' };
  stage.slowDown = SETTINGS;
  const told: { atMs: number; reason: string }[] = [];
  stage.tell = async ({ results }) => {
    const slowed = results.find(({ status }) => status === 'slowed');
    if (slowed) told.push({ atMs: Date.now() - START, reason: slowed.reason ?? '' });
    return [];
  };
  let undoneMs = Date.now();
  let longestMs = 0;
  while (Date.now() < START + hours * HOUR_MS) {
    const { report, comeBackMs } = await stage.reconcile(
      byAlice('DeletePublicAccessBlock', undoneMs),
    );
    if (report.changes.length > 0) {
      longestMs = Math.max(longestMs, Date.now() - undoneMs);
      delete stage.s3.held(NAME)[facet];
      undoneMs = Date.now();
    }
    vi.setSystemTime(comeBackMs ?? Date.now() + 1_000);
  }
  return { longestMs, told };
}

test('a critical control stands undone for a minute at the most, and people are told each hour with the count', async () => {
  const { longestMs, told } = await undoneFor(3.5, 'block-public-access', 'publicAccessBlock');
  expect(longestMs).toBe(60_000);
  expect(told.map(({ atMs }) => Math.floor(atMs / HOUR_MS))).toEqual([0, 1, 2, 3]);
  expect(told[0]?.reason).toContain('it was repaired 3 times within the hour');
  expect(told[1]?.reason).toMatch(/it was repaired (5\d|6\d) times within the hour/);
});

test('another control waits up to fifteen minutes, and people are told once', async () => {
  const { longestMs, told } = await undoneFor(3.5, 'tls-only', 'policy');
  expect(longestMs).toBe(900_000);
  expect(told).toHaveLength(1);
});
