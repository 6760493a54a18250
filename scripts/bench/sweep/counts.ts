/** What the bench server counted since its counts were last cleared. */
export interface Counts {
  /** Requests by operation, throttled ones included. */
  readonly operations: Readonly<Record<string, number>>;
  /** Requests to S3, which alone are limited. */
  readonly s3: number;
  /** Those of them that were told to slow down. */
  readonly throttled: number;
  /** Requests to S3 that were answered, in each second since the first. */
  readonly answeredBySecond: readonly number[];
}

/** Counts requests as they come. */
export class Counter {
  readonly #operations: Record<string, number> = {};
  #s3 = 0;
  #throttled = 0;
  #firstMs: number | undefined;
  readonly #answeredBySecond: number[] = [];

  count(operation: string, isS3: boolean, isThrottled: boolean, nowMs: number): void {
    this.#operations[operation] = (this.#operations[operation] ?? 0) + 1;
    if (isS3) this.#s3 += 1;
    if (isThrottled) this.#throttled += 1;
    this.#firstMs ??= nowMs;
    const second = Math.floor((nowMs - this.#firstMs) / 1000);
    while (this.#answeredBySecond.length <= second) this.#answeredBySecond.push(0);
    if (isS3 && !isThrottled)
      this.#answeredBySecond[second] = (this.#answeredBySecond[second] ?? 0) + 1;
  }

  get counts(): Counts {
    return {
      operations: this.#operations,
      s3: this.#s3,
      throttled: this.#throttled,
      answeredBySecond: this.#answeredBySecond,
    };
  }
}
