import type { ListedBucket } from './message.ts';
import type { Swept } from './tally.ts';

/** Looks at a bucket that failed, and failed again. */
export interface BucketFailure {
  /** Of the last one. */
  readonly reason: string;
  /** When the first one was, in ms since 1970. */
  readonly sinceMs: number;
}

/** By bucket name, which may be `constructor` as well: see `failureOf`. */
export type BucketFailures = Readonly<Record<string, BucketFailure>>;

/** The failure of a bucket, where it has one: every object has a `constructor` of its own kind. */
export function failureOf(failures: BucketFailures, bucket: string): BucketFailure | undefined {
  return Object.hasOwn(failures, bucket) ? failures[bucket] : undefined;
}

/** Buckets that a chunk could not finish, to be handed on. */
export interface Rest {
  readonly buckets: readonly ListedBucket[];
  readonly failures: BucketFailures;
}

/** How a bucket of a chunk ended: counted, not looked at as the time was over, or with a reason that passes. */
export type ChunkEnd =
  | Swept
  | { readonly bucket: ListedBucket; readonly left: 'unseen' }
  | { readonly bucket: ListedBucket; readonly left: 'failed'; readonly reason: string };

const LONGEST_REASON = 300;

/**
 * What counts of a chunk, and what is handed on: first what was not looked at, so that what fails keeps none
 * from its turn. Only what has failed for long enough is given up.
 * @param before how its buckets failed until now.
 */
export function partOf(
  ends: readonly ChunkEnd[],
  before: BucketFailures,
  { nowMs, giveUpAfterMs }: { readonly nowMs: number; readonly giveUpAfterMs: number },
): { readonly swept: readonly Swept[]; readonly rest: Rest | undefined } {
  const swept: Swept[] = [];
  const unseen: ListedBucket[] = [];
  const failed: ListedBucket[] = [];
  const failures = new Map<string, BucketFailure>();
  for (const end of ends) {
    if (!('left' in end)) {
      swept.push(end);
      continue;
    }
    const { bucket } = end;
    const known = failureOf(before, bucket.name);
    if (end.left === 'unseen') {
      unseen.push(bucket);
      if (known !== undefined) failures.set(bucket.name, known);
      continue;
    }
    const { reason } = end;
    const sinceMs = known?.sinceMs ?? nowMs;
    if (nowMs - sinceMs >= giveUpAfterMs) {
      swept.push({ bucket, outcome: 'unavailable', reason });
      continue;
    }
    failed.push(bucket);
    failures.set(bucket.name, { reason: reason.slice(0, LONGEST_REASON), sinceMs });
  }
  const buckets = [...unseen, ...failed];
  const rest = { buckets, failures: Object.fromEntries(failures) };
  return { swept, rest: buckets.length === 0 ? undefined : rest };
}
