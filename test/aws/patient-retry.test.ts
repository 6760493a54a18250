import { afterEach, expect, test, vi } from 'vitest';
import { PatientRetryStrategy } from '../../shared/aws/patient-retry.ts';

const transient = { errorType: 'TRANSIENT' } as const;

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** Tries again until the strategy will not, without waiting. */
async function retriesOf(strategy: PatientRetryStrategy): Promise<number> {
  let token = await strategy.acquireInitialRetryToken('dynamodb');
  for (let retries = 0; ; retries += 1) {
    try {
      token = await strategy.refreshRetryTokenForRetry(token, transient);
    } catch {
      return retries;
    }
  }
}

test('a call is tried as often after a hundred that failed as after none', async () => {
  vi.spyOn(Math, 'random').mockReturnValue(0);
  const strategy = new PatientRetryStrategy();
  expect(await retriesOf(strategy)).toBe(14);
  await Promise.all(Array.from({ length: 100 }, () => retriesOf(strategy)));
  expect(await retriesOf(strategy)).toBe(14);
});

test('an error of the request itself is not tried again', async () => {
  const strategy = new PatientRetryStrategy();
  const token = await strategy.acquireInitialRetryToken('dynamodb');
  await expect(
    strategy.refreshRetryTokenForRetry(token, { errorType: 'CLIENT_ERROR' }),
  ).rejects.toThrow();
});

test('calls that time out are not tried again for longer than a function has', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  vi.spyOn(Math, 'random').mockReturnValue(0);
  const strategy = new PatientRetryStrategy();
  const startMs = Date.now();
  let token = await strategy.acquireInitialRetryToken('dynamodb');
  const tryUntilRefused = async () => {
    for (;;) {
      vi.setSystemTime(Date.now() + 3_000);
      token = await strategy.refreshRetryTokenForRetry(token, transient);
    }
  };
  await expect(tryUntilRefused()).rejects.toThrow();
  expect(Date.now() - startMs).toBeLessThanOrEqual(15_000);
});
