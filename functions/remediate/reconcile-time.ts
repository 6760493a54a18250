import type { S3Client } from '@aws-sdk/client-s3';

/** So much of the function's time is kept for the end of looks that were cut off, and to hand their messages back. */
const KEPT_MS = 12_000;
/** And no more than this part of it, so that looks get on where the function has little time. */
const KEPT_PART = 1 / 4;

/** Of what is kept: for the end of a look that was cut off, before it is not waited for any more. */
const GRACE_PART = 1 / 2;

/** A look has this long, if the function has: enough for a few of its calls to be tried again. */
const LEAST_SHARE_MS = 10_000;

/** A look took all the time that it had, or there was none left for it: its messages go back to the queue. */
export class OutOfTimeError extends Error {
  override readonly name = 'OutOfTimeError';
  /** Whether the bucket was looked at at all: what had no turn says nothing of it. */
  readonly hasBegun: boolean;

  constructor(message: string, { hasBegun }: { readonly hasBegun: boolean }) {
    super(message);
    this.hasBegun = hasBegun;
  }
}

/**
 * The time of one batch's looks, shared among them: a bucket that does not answer takes none of the others'.
 */
export class BatchTime {
  readonly #remainingMs: () => number;
  readonly #atOnce: number;
  readonly #keptMs: number;
  #waiting: number;
  #running = 0;

  /**
   * @param remainingMs how long the function has still to live
   * @param looks how many looks there are to take
   * @param atOnce how many of them are taken at once
   */
  constructor(remainingMs: () => number, looks: number, atOnce: number) {
    this.#remainingMs = remainingMs;
    this.#atOnce = atOnce;
    this.#waiting = looks;
    this.#keptMs = Math.min(KEPT_MS, KEPT_PART * remainingMs());
  }

  /**
   * Takes a look within its share of what is left. After that no call leaves that asks the signal, and what is
   * still under way is cut off; a look that does not end at that is left to itself.
   * @throws {OutOfTimeError} where the look did not end, or could not begin.
   */
  async take<Value>(reconcile: (signal: AbortSignal) => Promise<Value>): Promise<Value> {
    this.#waiting -= 1;
    const leftMs = this.#remainingMs() - this.#keptMs;
    if (leftMs <= 0) {
      throw new OutOfTimeError('no time was left to look at the bucket', { hasBegun: false });
    }
    this.#running += 1;
    const shareMs = this.#shareOf(leftMs);
    const cutOff = new AbortController();
    const left = Promise.withResolvers<never>();
    const tooLong = `the look did not end within ${Math.round(shareMs / 1000)} seconds`;
    const timers = [
      setTimeout(() => cutOff.abort(), shareMs),
      setTimeout(
        () => left.reject(new OutOfTimeError(tooLong, { hasBegun: true })),
        shareMs + GRACE_PART * this.#keptMs,
      ),
    ];
    try {
      return await Promise.race([reconcile(cutOff.signal), left.promise]);
    } finally {
      for (const timer of timers) clearTimeout(timer);
      this.#running -= 1;
    }
  }

  /** What is left, by this look and the rounds of those that cannot begin before it ends. */
  #shareOf(leftMs: number): number {
    const behind = Math.max(0, this.#waiting - (this.#atOnce - this.#running));
    const rounds = 1 + Math.ceil(behind / this.#atOnce);
    return Math.min(leftMs, Math.max(leftMs / rounds, LEAST_SHARE_MS));
  }
}

/** The client, as long as the signal lets its calls leave: a look that was cut off writes nothing later. */
export function whileAllowed(s3: S3Client, signal: AbortSignal): S3Client {
  const send = async (command: Parameters<S3Client['send']>[0]) => {
    if (signal.aborted) {
      throw new OutOfTimeError('the time of the look was over before the call', { hasBegun: true });
    }
    return s3.send(command, { abortSignal: signal });
  };
  return { send } as unknown as S3Client;
}
