import type { JournalEntry } from '../../core/journal.ts';
import type { PolicyEdit, PolicyWrite } from '../../core/lost-edits/overwritten.ts';
import type { Applied } from '../apply.ts';

/** CloudTrail tells of an edit within minutes, and confirms it within another quarter of an hour. */
const REMEMBERED_MS = 6 * 3_600_000;
const MOST_WRITES = 10;

interface Intended {
  readonly entries: readonly JournalEntry[];
  /** When the look begins to read for the last time, in ms since 1970. */
  readonly readFromMs: number;
  /** When its write will be done at the latest, in ms since 1970. */
  readonly writtenAtMs: number;
  /** An edit that the write is to put back. */
  readonly restored?: PolicyEdit | undefined;
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
  const restores = restored && { eventId: restored.eventId, secondMs: restored.secondMs };
  const { id, undoes } = entry;
  const write = { id, readFromMs, writtenAtMs, restores, undoes: undoes?.change };
  return [...writes.slice(1 - MOST_WRITES), write];
}

/** The writes when a look is done: the one it made has its times, one that S3 refused is gone. */
export function settledPolicyWrites(
  writes: readonly PolicyWrite[],
  entries: readonly JournalEntry[],
  applied: Pick<Applied, 'uncertain' | 'policyWrittenAtMs'> & {
    readonly changes: readonly Pick<JournalEntry['change'], 'facet'>[];
  },
): PolicyWrite[] {
  const id = policyEntry(entries)?.id;
  const isMade = applied.changes.some((change) => change.facet === 'policy');
  return writes
    .filter((write) => write.id !== id || isMade || applied.uncertain.has('policy'))
    .map((write) => {
      if (write.id !== id) return write;
      const { policyWrittenAtMs: writtenAtMs } = applied;
      return writtenAtMs === undefined ? write : { ...write, writtenAtMs };
    });
}

/**
 * The writes by what became of them: those that were not made, or are old, are gone, and what is seen to have been
 * made was made by now, so that it hides no edit that came later.
 */
export function clearedWrites(
  writes: readonly PolicyWrite[],
  settled: readonly JournalEntry[],
  nowMs: number,
): readonly PolicyWrite[] {
  const states = new Map(settled.map(({ id, state }) => [id, state]));
  return writes
    .filter(
      ({ id, writtenAtMs }) => states.get(id) !== 'failed' && nowMs - writtenAtMs < REMEMBERED_MS,
    )
    .map((write) =>
      states.get(write.id) === 'applied' && write.writtenAtMs > nowMs
        ? { ...write, writtenAtMs: nowMs }
        : write,
    );
}

function policyEntry(entries: readonly JournalEntry[]): JournalEntry | undefined {
  return entries.find(({ change }) => change.facet === 'policy');
}
