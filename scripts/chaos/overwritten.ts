import type { Call } from '../../local/gateway/calls.ts';

/** A policy edit of an owner that may have come between the service's last read of the policy and its write. */
export interface RacedEdit {
  readonly bucket: string;
  /** Whether it was the owner's last one: nothing they did later put it back. */
  readonly isLast: boolean;
}

const EDITS = new Set(['PutBucketPolicy', 'DeleteBucketPolicy']);
// The look's own two, and one of a look that found the bucket busy meanwhile.
const READS_BACK = 3;

/**
 * The edits that the service may have overwritten without having seen them, told by the order of calls
 * at the gateway alone. Pure. Where calls overlap, the order is not known, and the edit counts.
 */
export function racedEdits(calls: readonly Call[]): RacedEdit[] {
  const policyCalls = calls.filter(({ bucket, operation }) => bucket && /Policy$/.test(operation));
  const byBucket = Map.groupBy(policyCalls, ({ bucket }) => bucket ?? '');
  return [...byBucket].flatMap(([bucket, ofBucket]) => racedIn(bucket, ofBucket));
}

function racedIn(bucket: string, calls: readonly Call[]): RacedEdit[] {
  const ofService = calls.filter(({ caller }) => caller === 'service');
  const reads = ofService.filter((call) => call.operation === 'GetBucketPolicy' && isMade(call));
  // One whose answer was lost may have been made.
  const writes = ofService.filter(
    (call) => call.operation === 'PutBucketPolicy' && (isMade(call) || call.status === 0),
  );
  const edits = calls.filter(
    (call) => call.caller === 'other' && EDITS.has(call.operation) && isMade(call),
  );
  const last = Math.max(...edits.map(begin));
  return edits
    .filter((edit) => writes.some((write) => isBetween(edit, reads, write)))
    .map((edit) => ({ bucket, isLast: begin(edit) === last }));
}

function isBetween(edit: Call, reads: readonly Call[], write: Call): boolean {
  const before = reads.filter((read) => end(read) <= begin(write)).map(begin);
  const firstRead =
    before
      .sort((a, b) => b - a)
      .slice(0, READS_BACK)
      .at(-1) ?? 0;
  return end(edit) >= firstRead && begin(edit) <= end(write);
}

/** Answered as S3 answers; a policy that is not there is an answer too. */
function isMade({ status }: Call): boolean {
  return (status >= 200 && status < 300) || status === 404;
}

function begin(call: Call): number {
  return Date.parse(call.time);
}

/** To the millisecond in which it ended. */
function end(call: Call): number {
  return begin(call) + Math.ceil(call.durationMs) + 1;
}
