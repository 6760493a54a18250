import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ReconcileTime } from '../../shared/sweep/reconcile-time.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'performance', 'setTimeout'], now: 0 });
});
afterEach(() => {
  vi.useRealTimers();
});

/** The time of a step that ends so many ms after the test began. */
const timeOf = (endMs: number) => new ReconcileTime({ remainingMs: () => endMs - Date.now() });

/** Takes a look that takes so long. */
async function takeOne(time: ReconcileTime, ms: number): Promise<void> {
  const taken = time.look(() => new Promise<void>((resolve) => setTimeout(resolve, ms)));
  await vi.advanceTimersByTimeAsync(ms);
  await taken;
}

describe('a look begins', () => {
  test('while fifteen seconds are left, where looks are quick', async () => {
    const time = timeOf(60_000);
    await takeOne(time, 45_000 / 8);
    await vi.advanceTimersByTimeAsync(45_000 - Date.now());
    expect(time.isEnough()).toBe(true);
    await vi.advanceTimersByTimeAsync(1);
    expect(time.isEnough()).toBe(false);
  });

  test('while twice as much is left as the slowest so far took', async () => {
    const time = timeOf(60_000);
    await takeOne(time, 20_000);
    await takeOne(time, 1);
    expect(time.isEnough()).toBe(false);
    const quicker = timeOf(120_000);
    await takeOne(quicker, 20_000);
    expect(quicker.isEnough()).toBe(true);
  });

  test('in the first three quarters of a step that has little time', async () => {
    const time = timeOf(8_000);
    await vi.advanceTimersByTimeAsync(6_000);
    expect(time.isEnough()).toBe(true);
    await vi.advanceTimersByTimeAsync(1);
    expect(time.isEnough()).toBe(false);
  });
});
