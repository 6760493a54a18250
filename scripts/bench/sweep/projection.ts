import { ASSUMPTIONS } from '../../costs/assumptions.ts';
import { sweptMs } from '../../costs/lambda-time.ts';
import { totalOf } from '../../costs/line.ts';
import { sweepLines } from '../../costs/sweep-lines.ts';

/** A sweep in which nothing has to be repaired, of Lambda functions. */
export interface SweepWork {
  readonly buckets: number;
  readonly chunk: number;
  /** What a bucket needs of a core. */
  readonly cpuMsABucket: number;
}

/** What a sweep costs in dollars, as docs/costs.md counts. */
export function priceOf({ buckets, chunk, cpuMsABucket }: SweepWork): number {
  const sweep = { buckets, sweeps: 1, chunkBuckets: chunk, ownMs: cpuMsABucket };
  return totalOf(sweepLines(sweep, ASSUMPTIONS));
}

/** How long the buckets take so many instances, with the share of a core that Lambda gives them. */
export function lambdaMinutes({ buckets, cpuMsABucket }: SweepWork, instances: number): number {
  return (buckets * sweptMs(ASSUMPTIONS.callMs, cpuMsABucket)) / instances / 60_000;
}
