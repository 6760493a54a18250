import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { S3ClientConfig } from '@aws-sdk/client-s3';
import { AdaptiveRetryStrategy, type RateLimiter } from '@smithy/core/retry';
import { type BackOff, waitAfter } from '../core/back-off.ts';

/** Throttled calls are tried again so often: at a pace that fits, three in a row are rare already. */
const ATTEMPTS = 10;

/**
 * Calls per second to begin with, for all who begin at the same time: little, and nearly trebled every second. So
 * many are taken to begin where nobody said how many do.
 */
const FIRST_RATE = 200;
const MANY = 5;
const LEAST_RATE = 1;

/** What an answered call adds to the rate, in calls per second: until the first throttled one, and after it. */
const PROBING_STEP = 1;
const STEP = 0.06;

/** What the first throttled call leaves of the rate, which grew blindly until then, and what each later one does. */
const LEFT_AFTER_PROBING = 0.5;
const LEFT = 0.85;

/** Calls that were sent before the rate fell are throttled still: they say nothing new. */
const DEAF_MS = 500;

/** So much of a late start is caught up with; after a longer pause of the process a burst would be throttled. */
const CATCH_UP_MS = 20;

/** Longest waits before another try: the pace holds everything back already, so they need not. */
const BACK_OFF_MS: BackOff = { first: 200, longest: 5_000 };

/** No call leaves any more: its answer would come too late for whoever asked. */
export class OutOfTimeError extends Error {
  override readonly name = 'OutOfTimeError';
}

interface Patience {
  readonly remainingMs: () => number;
  readonly onRefused: () => void;
}

const patience = new AsyncLocalStorage<Patience>();

/**
 * Does work whose paced calls are refused once they would wait beyond the time that is left.
 * @param remainingMs how long a call may wait from now on.
 * @param onRefused is called for each call that is refused.
 */
export function withPatience<Value>(
  remainingMs: () => number,
  work: () => Promise<Value>,
  onRefused: () => void = () => {},
): Promise<Value> {
  return patience.run({ remainingMs, onRefused }, work);
}

function remainingPatienceMs(): number {
  return patience.getStore()?.remainingMs() ?? Number.POSITIVE_INFINITY;
}

/**
 * The rate of calls that a service bears, found by trying: a little more with each call it answers, markedly
 * less when it says to slow down. Takes the place of the SDK's own, which reached a third of a limit as each
 * of many calls that are throttled at once lowers it anew (docs/performance.md).
 */
export class Pace implements RateLimiter {
  #rate: number;
  #isProbing = true;
  #nextMs = 0;
  #waiting = 0;
  #turn: Promise<unknown> = Promise.resolve();
  #deafUntilMs = 0;

  /** @param first calls per second to begin with. */
  constructor(first = FIRST_RATE / MANY) {
    this.#rate = first;
  }

  /** Allows so many calls per second at the least, unless there were too many already. */
  allow(rate: number): void {
    if (this.#isProbing) this.#rate = Math.max(this.#rate, rate);
  }

  /**
   * Waits for the call's turn: calls leave in the order in which they came.
   * @throws {OutOfTimeError} as soon as it is known that the turn comes too late.
   */
  async getSendToken(): Promise<void> {
    this.#waiting += 1;
    const before = this.#turn;
    const leave = async (): Promise<boolean> => {
      await before;
      const earlyMs = Math.max(0, this.#nextMs - performance.now());
      const isInTime = earlyMs < remainingPatienceMs();
      if (isInTime) {
        if (earlyMs > 0) await sleep(earlyMs);
        this.#nextMs = Math.max(this.#nextMs, performance.now() - CATCH_UP_MS) + 1000 / this.#rate;
      }
      this.#waiting -= 1;
      return isInTime;
    };
    const leaving = leave();
    this.#turn = leaving;
    if (await leaving) return;
    patience.getStore()?.onRefused();
    throw new OutOfTimeError('no time was left for the call');
  }

  /** Learns from how a call went. */
  updateClientSendingRate(answer: { readonly errorType?: string }): void {
    const nowMs = performance.now();
    if (answer.errorType === 'THROTTLING') {
      if (nowMs < this.#deafUntilMs) return;
      const left = this.#isProbing ? LEFT_AFTER_PROBING : LEFT;
      this.#rate = Math.max(LEAST_RATE, this.#rate * left);
      this.#isProbing = false;
      this.#deafUntilMs = nowMs + DEAF_MS;
      return;
    }
    // Where nothing waits for its turn, an answer does not say that more would be borne.
    if (this.#waiting > 0) this.#rate += this.#isProbing ? PROBING_STEP : STEP;
  }
}

/** Gives each client a pace of its own: clients are of one Region each, and S3 counts by Region. */
export class Pacing {
  readonly #paces: Pace[] = [];
  #first = FIRST_RATE / MANY;

  /** Says how many functions make their calls at the same time: alone, one may begin with more. */
  shareAmong(functions: number): void {
    this.#first = FIRST_RATE / Math.max(1, functions);
    for (const pace of this.#paces) pace.allow(this.#first);
  }

  /** Settings of a client that makes many calls and finds out how many are borne. */
  settings(): Pick<S3ClientConfig, 'retryStrategy'> {
    const rateLimiter = new Pace(this.#first);
    this.#paces.push(rateLimiter);
    const backoff = {
      setDelayBase() {},
      computeNextBackoffDelay: (attempt: number) => {
        const longestMs = waitAfter(BACK_OFF_MS, attempt + 1);
        return Math.min(Math.random() * longestMs, Math.max(0, remainingPatienceMs()));
      },
    };
    return {
      retryStrategy: new AdaptiveRetryStrategy(ATTEMPTS, {
        maxAttempts: ATTEMPTS,
        backoff,
        rateLimiter,
      }),
    };
  }
}
