import type { Call } from '../../local/gateway/calls.ts';

/** What one look at a bucket asked of AWS. */
export interface Tally {
  /** First reads of each facet, and of the bucket's state in the journal. */
  readonly reads: number;
  /** Rounds that those reads took: 1 where all of them were under way at once. */
  readonly readRounds: number;
  /** How many of those reads were under way at the same moment. */
  readonly readsAtOnce: number;
  /** Further reads of policy and encryption, right before they are written. */
  readonly readsAgain: number;
  readonly writes: number;
  readonly journalWrites: number;
  readonly publishes: number;
  /** Whatever else was called, by name: retries of reads, queues, Config. */
  readonly others: readonly string[];
  /** Rounds of calls that waited for each other: what latency is multiplied by. */
  readonly rounds: number;
}

/** Reads that a look makes again before it writes what they read. */
const MERGED = new Set(['GetBucketPolicy', 'GetBucketEncryption']);

type TimedCall = Pick<Call, 'time' | 'durationMs'>;

/** Sorts the recorded calls of one look by what they are for. */
export function tallyOf(calls: readonly Call[]): Tally {
  const s3 = inOrder(calls.filter((call) => call.service === 's3'));
  const gets = s3.filter(isRead);
  const state = calls.filter((call) => call.service === 'dynamodb' && isRead(call));
  const firstOf = new Map<string, Call>();
  for (const call of [...gets, ...state]) {
    if (!firstOf.has(call.operation)) firstOf.set(call.operation, call);
  }
  const reads = [...firstOf.values()];
  const again = gets.filter((call) => firstOf.get(call.operation) !== call);
  const readsAgain = again.filter(({ operation }) => MERGED.has(operation));
  const writes = s3.filter((call) => !gets.includes(call));
  const journalWrites = calls.filter(isJournalWrite);
  const publishes = calls.filter((call) => call.service === 'sns');
  const sorted = new Set([reads, readsAgain, writes, journalWrites, publishes].flat());
  return {
    reads: reads.length,
    readRounds: roundsOf(reads),
    readsAtOnce: mostAtOnce(reads),
    readsAgain: readsAgain.length,
    writes: writes.length,
    journalWrites: journalWrites.length,
    publishes: publishes.length,
    others: calls.filter((call) => !sorted.has(call)).map((call) => call.operation),
    rounds: roundsOf(calls),
  };
}

/**
 * How many rounds the calls came in: one that starts when another of its round has its answer already
 * opens the next. Two that overlap share a round.
 */
export function roundsOf(calls: readonly TimedCall[]): number {
  let rounds = 0;
  let firstEnd = Number.NEGATIVE_INFINITY;
  for (const call of inOrder(calls)) {
    const { start, end } = intervalOf(call);
    if (start >= firstEnd) {
      rounds += 1;
      firstEnd = end;
    } else {
      firstEnd = Math.min(firstEnd, end);
    }
  }
  return rounds;
}

/** The most calls that were under way at the same moment. */
function mostAtOnce(calls: readonly TimedCall[]): number {
  const intervals = calls.map(intervalOf);
  const atStartOf = (one: { start: number }) =>
    intervals.filter(({ start, end }) => start <= one.start && one.start < end).length;
  return Math.max(0, ...intervals.map(atStartOf));
}

/** Milliseconds during which at least one call was under way. */
export function coveredMs(calls: readonly TimedCall[]): number {
  let covered = 0;
  let until = Number.NEGATIVE_INFINITY;
  for (const { time, durationMs } of inOrder(calls)) {
    const start = Date.parse(time);
    const end = start + durationMs;
    covered += Math.max(0, end - Math.max(start, until));
    until = Math.max(until, end);
  }
  return covered;
}

function isRead({ operation }: Call): boolean {
  return /^(Get|Head|List|Query)/.test(operation);
}

function isJournalWrite({ service, operation }: Call): boolean {
  return service === 'dynamodb' && /^(Put|Update|BatchWrite|TransactWrite)/.test(operation);
}

function inOrder<Any extends TimedCall>(calls: readonly Any[]): Any[] {
  return [...calls].sort((a, b) => a.time.localeCompare(b.time));
}

/** Starts are recorded in whole milliseconds, rounded down: so is the end, or calls in turn would seem to overlap. */
function intervalOf({ time, durationMs }: TimedCall): { start: number; end: number } {
  const start = Date.parse(time);
  return { start, end: Math.floor(start + durationMs) };
}
