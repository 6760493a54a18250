import { ConfiguredRetryStrategy } from '@smithy/core/retry';
import type { RetryErrorInfo, RetryStrategyV2, RetryToken } from '@smithy/types';
import { type BackOff, waitAfter } from '../core/back-off.ts';

const ATTEMPTS = 15;
const BACK_OFF_MS: BackOff = { first: 50, longest: 1_000 };
/** Tries that time out take three seconds each: fifteen of them would be all the time that a function has. */
const PATIENCE_MS = 10_000;

/** A call, and for how long it has been tried. */
interface Call {
  readonly strategy: ConfiguredRetryStrategy;
  readonly startMs: number;
}

/**
 * Tries each call up to fifteen times within about ten seconds, however badly the calls before it went. The SDK's
 * own strategy has one budget for all calls of a client; on a bad day it is used up by reads, and then a
 * change that was made and told could not be closed and would be told again.
 */
export class PatientRetryStrategy implements RetryStrategyV2 {
  readonly #ofCall = new WeakMap<RetryToken, Call>();

  async acquireInitialRetryToken(scope: string): Promise<RetryToken> {
    const strategy = new ConfiguredRetryStrategy(
      ATTEMPTS,
      (attempt) => Math.random() * waitAfter(BACK_OFF_MS, attempt + 1),
    );
    const token = await strategy.acquireInitialRetryToken(scope);
    this.#ofCall.set(token, { strategy, startMs: Date.now() });
    return token;
  }

  /** @throws where the call is not to be tried again. */
  async refreshRetryTokenForRetry(token: RetryToken, error: RetryErrorInfo): Promise<RetryToken> {
    const call = this.#ofCall.get(token);
    if (call === undefined) throw new Error('the token is of another strategy');
    if (Date.now() - call.startMs >= PATIENCE_MS) throw new Error('it was tried for long enough');
    const next = await call.strategy.refreshRetryTokenForRetry(token as never, error);
    this.#ofCall.set(next, call);
    return next;
  }

  /** Nothing is counted from call to call. */
  recordSuccess(): void {}
}
