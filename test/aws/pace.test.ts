import { beforeEach, expect, test, vi } from 'vitest';
import { TokenBucket } from '../../scripts/bench/sweep/token-bucket.ts';
import { OutOfTimeError, Pace, Pacing, withPatience } from '../../shared/aws/pace.ts';

/** A clock that only waiting moves: a pace has one call wait at a time. */
const clock = vi.hoisted(() => ({ ms: 1_000 }));
vi.mock('node:timers/promises', () => ({
  setTimeout: async (ms: number) => {
    clock.ms += ms;
  },
}));

const THROTTLED = { errorType: 'THROTTLING' };

beforeEach(() => {
  clock.ms = 1_000;
  vi.spyOn(performance, 'now').mockImplementation(() => clock.ms);
});

/** Sends calls, several at once, to a server with a limit, until some time has gone by. */
async function callFor(pace: Pace, seconds: number, limit: TokenBucket) {
  const counts = { answered: 0, throttled: 0 };
  const endMs = clock.ms + seconds * 1000;
  const worker = async () => {
    while (clock.ms < endMs) {
      await pace.getSendToken();
      const isAnswered = limit.take(clock.ms);
      counts[isAnswered ? 'answered' : 'throttled'] += 1;
      pace.updateClientSendingRate(isAnswered ? {} : THROTTLED);
    }
  };
  await Promise.all(Array.from({ length: 20 }, worker));
  return counts;
}

test.for([50, 200, 1000])('%i calls a second are found and kept to', async (limit) => {
  const { answered, throttled } = await callFor(new Pace(), 60, new TokenBucket(limit, clock.ms));
  expect(answered / 60 / limit).toBeGreaterThan(0.8);
  expect(throttled / (answered + throttled)).toBeLessThan(0.05);
});

test('a limit that falls is found anew', async () => {
  const pace = new Pace();
  await callFor(pace, 20, new TokenBucket(500, clock.ms));
  await callFor(pace, 5, new TokenBucket(100, clock.ms));
  const { answered, throttled } = await callFor(pace, 20, new TokenBucket(100, clock.ms));
  expect(answered / 20 / 100).toBeGreaterThan(0.8);
  expect(throttled / (answered + throttled)).toBeLessThan(0.05);
});

test('many calls that are throttled at once lower the rate once', async () => {
  const [once, many] = [new Pace(), new Pace()];
  once.updateClientSendingRate(THROTTLED);
  for (let call = 0; call < 50; call += 1) many.updateClientSendingRate(THROTTLED);
  expect(await secondsFor(many)).toBe(await secondsFor(once));
});

test('answers do not raise a rate that nobody waits for', async () => {
  const [idle, other] = [new Pace(), new Pace()];
  for (let call = 0; call < 1000; call += 1) idle.updateClientSendingRate({});
  expect(await secondsFor(idle)).toBe(await secondsFor(other));
});

test('a call whose turn comes too late is refused at once, and holds up nobody', async () => {
  const pace = new Pace();
  const ask = () => pace.getSendToken();
  const untilMs = clock.ms + 100;
  const inTime = () => untilMs - clock.ms;
  const calls = Array.from({ length: 20 }, () => withPatience(inTime, ask));
  const ends = await Promise.allSettled(calls);
  const left = ends.filter(({ status }) => status === 'fulfilled').length;
  expect(left).toBeGreaterThan(1);
  expect(ends.slice(left).map((end) => (end as PromiseRejectedResult).reason)).toEqual(
    Array.from({ length: 20 - left }, () => expect.any(OutOfTimeError)),
  );
  expect(clock.ms).toBeLessThan(untilMs);
  await ask();
  expect(clock.ms).toBeLessThan(untilMs + 100);
});

test('whoever is alone begins with more; among five it is a fifth each', async () => {
  const [alone, among] = [new Pacing(), new Pacing()];
  alone.shareAmong(1);
  among.shareAmong(5);
  expect(await rateOf(paceOf(alone))).toBe(200);
  expect(await rateOf(paceOf(among))).toBe(40);
  expect(await rateOf(new Pace())).toBe(40);
});

test('a client that was there before it was known how many there are begins with its share too', async () => {
  const pacing = new Pacing();
  const pace = paceOf(pacing);
  pacing.shareAmong(1);
  expect(await rateOf(pace)).toBe(200);
});

test('a rate that was found out is kept, whoever comes or goes', async () => {
  const [pace, throttled] = [new Pace(100), new Pace(100)];
  pace.allow(10);
  expect(await rateOf(pace)).toBe(100);
  throttled.updateClientSendingRate(THROTTLED);
  throttled.allow(200);
  expect(await rateOf(throttled)).toBe(50);
});

/** Calls per second that leave where nobody answers; what is caught up with is left behind. */
async function rateOf(pace: Pace): Promise<number> {
  for (let call = 0; call < 10; call += 1) await pace.getSendToken();
  const startedMs = clock.ms;
  for (let call = 0; call < 1000; call += 1) await pace.getSendToken();
  return Math.round(1_000_000 / (clock.ms - startedMs));
}

function paceOf(pacing: Pacing): Pace {
  const { retryStrategy } = pacing.settings();
  return (retryStrategy as unknown as { rateLimiter: Pace }).rateLimiter;
}

async function secondsFor(pace: Pace): Promise<number> {
  const startedMs = clock.ms;
  for (let call = 0; call < 30; call += 1) await pace.getSendToken();
  return Math.round(clock.ms - startedMs) / 1000;
}
