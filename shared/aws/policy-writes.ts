import type { JournalEntry } from '../core/journal.ts';
import type { PolicyEdit, PolicyWrite } from '../core/overwritten-edits.ts';
import type { Applied } from './apply.ts';

/** CloudTrail tells of an edit within minutes: writes are remembered for an hour. */
const HOUR_MS = 3_600_000;
const MOST_WRITES = 10;

interface Intended {
  readonly entries: readonly JournalEntry[];
  /** When the look began to read, in ms since 1970. */
  readonly readFromMs: number;
  /** When its write will be done at the latest, in ms since 1970. */
  readonly writtenAtMs: number;
  /** An edit that the write is to put back. */
  readonly restored: PolicyEdit | undefined;
}

/**
 * The service's writes of a policy, with the one that a look is about to make. It is remembered before it is
 * made: a look that dies, or whose answer is lost, may have written over somebody's edit too.
 */
export function withPolicyWrite(
  writes: readonly PolicyWrite[],
  { entries, readFromMs, writtenAtMs, restored }: Intended,
): readonly PolicyWrite[] {
  const entry = policyEntry(entries);
  if (entry === undefined) return writes;
  const restores = restored && { causeId: restored.causeId, secondMs: restored.secondMs };
  return [...writes.slice(1 - MOST_WRITES), { id: entry.id, readFromMs, writtenAtMs, restores }];
}

/** The writes when a look is done: the one it made has its time, one that S3 refused is gone. */
export function settledPolicyWrites(
  writes: readonly PolicyWrite[],
  entries: readonly JournalEntry[],
  applied: Pick<Applied, 'changes' | 'uncertain'>,
): PolicyWrite[] {
  const nowMs = Date.now();
  const id = policyEntry(entries)?.id;
  const isMade = applied.changes.some((change) => change.facet === 'policy');
  return writes
    .filter((write) => write.id !== id || isMade || applied.uncertain.has('policy'))
    .map((write) => (write.id === id && isMade ? { ...write, writtenAtMs: nowMs } : write))
    .filter((write) => nowMs - write.writtenAtMs < HOUR_MS);
}

/** The writes without those that turned out not to have been made. */
export function withoutFailed(
  writes: readonly PolicyWrite[],
  settled: readonly JournalEntry[],
): readonly PolicyWrite[] {
  const failed = new Set(settled.filter(({ state }) => state === 'failed').map(({ id }) => id));
  return writes.filter(({ id }) => !failed.has(id));
}

function policyEntry(entries: readonly JournalEntry[]): JournalEntry | undefined {
  return entries.find(({ change }) => change.facet === 'policy');
}
