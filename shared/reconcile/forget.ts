import { type BucketState, isLeased, type JournalEntry, NO_STATE } from '../core/journal.ts';
import type { Closing } from '../journal/closings.ts';
import { idsOf } from '../journal/ids.ts';
import { type Journal, MOST_CLOSINGS } from '../journal/journal.ts';

/** Forgets a bucket that is gone: closes what was recorded for it, and leaves nothing to whoever makes it anew. */
export async function forget(
  journal: Journal,
  bucket: string,
  state: BucketState,
  entries: readonly JournalEntry[],
): Promise<void> {
  const own = new Set(idsOf(entries));
  const untold = new Set(state.untold);
  const closingOfGone = (id: string): Closing => {
    if (untold.has(id)) return { id, alert: 'none' };
    // Whether what other looks left open was written can no longer be seen.
    const state = own.has(id) ? 'failed' : 'superseded';
    return { id, state, alert: 'none', failure: 'the bucket is gone' };
  };
  const ids = [...state.untold, ...state.open];
  // Those that have expired by now are not there to be closed.
  const closingsOf = async (some: readonly string[]) =>
    idsOf(await journal.read(bucket, some)).map(closingOfGone);
  let seen = state;
  while (ids.length > MOST_CLOSINGS) {
    const some = ids.splice(0, MOST_CLOSINGS);
    const left = (before: readonly string[]) => before.filter((id) => !some.includes(id));
    const next = { ...seen, open: left(seen.open), untold: left(seen.untold) };
    await journal.close(bucket, seen, next, await closingsOf(some));
    seen = { ...next, version: seen.version + 1 };
  }
  const next = { ...NO_STATE, closedAtMs: Date.now() };
  await journal.close(bucket, seen, next, await closingsOf(ids));
}

/** Whether there is something to forget; where another look is at it, that one will see to it. */
export function isRemembered(state: BucketState): boolean {
  const { open, untold, untoldTopics, findings, fixes, undoneToldMs, policyWrites } = state;
  const lists = [
    open,
    untold,
    untoldTopics,
    policyWrites,
    Object.keys(undoneToldMs),
    Object.keys(fixes),
    Object.keys(findings),
  ];
  const isHeld = lists.some((list) => list.length > 0);
  return isHeld && !isLeased(state, Date.now());
}
