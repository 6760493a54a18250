import { STATUSES } from '../../model/status.ts';
import type { BucketState } from '../journal.ts';
import type { ControlResult } from '../report.ts';
import { isRefusal } from './obstacle.ts';

/** How long it is not told again that the service is refused at a bucket. */
const TELL_AGAIN_MS = 7 * 24 * 3_600_000;

/** The results of controls that S3 refused the service itself for. */
export function refusedResults(results: readonly ControlResult[]): ControlResult[] {
  return results.filter(({ obstacle }) => obstacle !== undefined && isRefusal(obstacle));
}

/** Whether the service is refused at the bucket, and it was not told, or not for a week. */
export function isRefusalDue(
  results: readonly ControlResult[],
  { refusalToldMs }: Pick<BucketState, 'refusalToldMs'>,
  nowMs: number,
): boolean {
  if (refusedResults(results).length === 0) return false;
  // A time to come is that of a clock which was wrong: it must not silence a refusal for good.
  return (
    refusalToldMs === undefined || refusalToldMs > nowMs || nowMs - refusalToldMs >= TELL_AGAIN_MS
  );
}

/**
 * When it was last told that the service is refused, to be remembered; undefined where it is not.
 * @param isTold whether this look tells it
 */
export function refusalToldMsAfter(
  results: readonly ControlResult[],
  { refusalToldMs }: Pick<BucketState, 'refusalToldMs'>,
  isTold: boolean,
  nowMs: number,
): number | undefined {
  if (refusedResults(results).length > 0) return isTold ? nowMs : refusalToldMs;
  // What was not seen whole may be refused still.
  const isWhole = results.every(({ status }) => STATUSES[status].isFinished);
  return isWhole ? undefined : refusalToldMs;
}

/**
 * Whether it is the bucket's own policy that refuses the service, or may be, where nothing else is named. What else
 * refuses it (the organization, the Region, the role's own policies) refuses it at many buckets alike.
 */
export function isRefusedByBucket(results: readonly ControlResult[]): boolean {
  return refusedResults(results).some(
    ({ obstacle }) =>
      obstacle?.kind === 'access-denied' &&
      (obstacle.refusedBy?.kind ?? 'resource-based-policy') === 'resource-based-policy',
  );
}
