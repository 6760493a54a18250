import type { S3Client } from '@aws-sdk/client-s3';
import { describeError, failureOf } from '../aws/errors.ts';
import {
  type BucketState,
  isLeased,
  isStill,
  type JournalEntry,
  type Repair,
  type Undone,
} from '../core/journal.ts';
import type { Closing } from '../journal/closings.ts';
import type { DynamicExemption } from '../journal/exemption-item.ts';
import { BucketBusyError, type Journal } from '../journal/journal.ts';
import type { Observation } from '../model/facet.ts';
import type { PersonTrigger } from '../model/trigger.ts';
import { readFacet, restoreFacet } from './facets.ts';
import { withinLease } from './fence.ts';
import { settledPolicyWrites, withPolicyWrite } from './lost-edits/policy-writes.ts';

/** For how long an undo has the bucket for itself, should it be interrupted. */
export const UNDO_LEASE_MS = 60_000;

/** The change is not one that is there to be undone (any more). */
export class NotAppliedError extends Error {
  override readonly name = 'NotAppliedError';
}

/** Whether a facet still is what a change left, with what is there now. */
export interface Standing {
  /** `unknown`: it could not be read. */
  readonly is: 'as-left' | 'as-before' | 'moved' | 'unknown';
  readonly live: Observation<unknown>;
}

/**
 * Reads the facet of a change.
 * @throws {BucketGoneError} where the bucket is gone.
 * @throws {BucketElsewhereError} where it is in another Region.
 */
export async function standingOf(
  s3: S3Client,
  { bucket, change }: Pick<JournalEntry, 'bucket' | 'change'>,
): Promise<Standing> {
  const { facet, before, after } = change;
  const live: Observation<unknown> = await readFacet(facet, s3, bucket);
  if (live.state === 'unknown') return { is: 'unknown', live };
  const value = live.state === 'present' ? live.value : undefined;
  if (isStill(facet, after, value)) return { is: 'as-left', live };
  return { is: isStill(facet, before, value) ? 'as-before' : 'moved', live };
}

/** An undo that a person asked for. */
export interface UndoRequest {
  /** Of its own change in the journal. */
  readonly id: string;
  readonly entry: Repair;
  readonly undone: Undone;
  readonly exemption: DynamicExemption;
  readonly trigger: PersonTrigger;
}

/** What became of an undo. */
export type UndoResult =
  | { readonly is: 'undone' }
  /** Nothing was written, and nothing of it stays. */
  | { readonly is: 'moved' | 'unknown'; readonly live: Observation<unknown> }
  /** S3 refused the write; nothing of it stays. */
  | { readonly is: 'refused'; readonly error: unknown }
  /** Nobody knows whether it was written: the next look at the bucket settles it by what is there. */
  | { readonly is: 'unsettled'; readonly error: unknown };

/**
 * Puts a facet back to what it was before a change, exactly, and only while it still is what the change left. Goes
 * like a look: it takes the bucket for itself, is recorded as a change of its own, reads the facet again right before
 * the write, writes within its lease and closes the journal on it.
 * @throws {NotAppliedError} where the change was not applied, or is undone already.
 * @throws {BucketBusyError} where a look is at the bucket, or was there meanwhile.
 * @throws {BucketGoneError} where the bucket is gone.
 * @throws {BucketElsewhereError} where it is in another Region.
 */
export async function undo(
  s3: S3Client,
  journal: Journal,
  request: UndoRequest,
): Promise<UndoResult> {
  const { bucket, id } = request.entry;
  // Before everything else: whoever comes between this and the record gives the state another version.
  const { state } = await journal.recall(bucket.name);
  if (isLeased(state, Date.now())) {
    throw new BucketBusyError(`a look is at bucket ${bucket.name}`);
  }
  const [[latest], standing] = await Promise.all([
    journal.read(bucket.name, [id]),
    standingOf(s3, request.entry),
  ]);
  if (latest?.state !== 'applied')
    throw new NotAppliedError(`change ${id} is not applied any more`);
  if (standing.is !== 'as-left') return notAsLeft(standing);
  const own = entryOf(request);
  const held = await take(journal, state, own, request.exemption);
  const undoing = { s3, journal, request, own, held };
  const again = await standingOf(s3, request.entry);
  if (again.is === 'as-left') return write(undoing);
  const failure = 'it was not what the change left any more, or could not be read';
  return end(undoing, notAsLeft(again), { state: 'failed', failure });
}

/** An undo that has the bucket for itself. */
interface Undoing {
  readonly s3: S3Client;
  readonly journal: Journal;
  readonly request: UndoRequest;
  /** Its own change in the journal. */
  readonly own: JournalEntry;
  readonly held: BucketState;
}

function notAsLeft({ is, live }: Standing): UndoResult {
  return { is: is === 'unknown' ? 'unknown' : 'moved', live };
}

function entryOf({ id, entry, undone, trigger }: UndoRequest): JournalEntry {
  const { bucket, change } = entry;
  const { facet, before, after, controls } = change;
  const nowMs = Date.now();
  return {
    id,
    bucket,
    // The facet's name and its values' type go together, which TypeScript cannot see here.
    change: { facet, before: after, after: before, controls } as JournalEntry['change'],
    reasons: Object.fromEntries(
      controls.map((control) => [control, `undoes ${entry.id}: ${undone.reason}`]),
    ),
    triggers: [trigger],
    state: 'intended',
    alert: 'none',
    intendedAt: new Date(nowMs).toISOString(),
    undoes: { change: entry.id, undone },
  };
}

/** Records the undo and its exemption, and has the bucket for itself from then on. */
async function take(
  journal: Journal,
  state: BucketState,
  own: JournalEntry,
  exemption: DynamicExemption,
): Promise<BucketState> {
  const nowMs = Date.now();
  const leasedUntilMs = nowMs + UNDO_LEASE_MS;
  const window = { entries: [own], readFromMs: nowMs, writtenAtMs: leasedUntilMs };
  const next = {
    ...state,
    leasedUntilMs,
    open: [...state.open, own.id],
    policyWrites: withPolicyWrite(state.policyWrites, window),
  };
  await journal.record(own.bucket.name, state, next, [own], { exemption });
  return { ...next, version: state.version + 1 };
}

async function write(undoing: Undoing): Promise<UndoResult> {
  const { s3, journal, request, held } = undoing;
  const { bucket, change } = request.entry;
  const isOurs = async () => (await journal.recall(bucket.name)).state.version === held.version;
  try {
    await withinLease(s3, { untilMs: held.leasedUntilMs, isOurs }, (fenced) =>
      restoreFacet(change, fenced, bucket),
    );
  } catch (error) {
    const isUncertain = failureOf(error) === 'unavailable';
    // A write whose answer was lost may have been made all the same.
    const now = isUncertain
      ? await standingOf(s3, request.entry).catch(() => undefined)
      : undefined;
    if (now?.is !== 'as-before') {
      return isUncertain
        ? end(undoing, { is: 'unsettled', error }, {})
        : end(
            undoing,
            { is: 'refused', error },
            { state: 'failed', failure: describeError(error) },
          );
    }
  }
  return end(undoing, { is: 'undone' }, { state: 'applied' });
}

/** What an undo is closed as; without a state it stays open, for the next look to settle. */
type End = Pick<Closing, 'state' | 'failure'>;

/** Closes the journal on an undo. Where that fails, another look has settled it meanwhile, or the next one does. */
async function end(undoing: Undoing, result: UndoResult, end: End): Promise<UndoResult> {
  const { journal, own } = undoing;
  try {
    await close(undoing, end);
    return result;
  } catch (error) {
    const [settled] = await journal.read(own.bucket.name, [own.id]).catch(() => []);
    return settled?.state === 'applied' ? { is: 'undone' } : { is: 'unsettled', error };
  }
}

/** Closes the journal on an undo and lets the bucket go. */
async function close({ journal, own, held }: Undoing, { state, failure }: End): Promise<void> {
  const { id, undoes, change, bucket } = own;
  const applied = {
    changes: state === 'applied' ? [change] : [],
    uncertain: new Set(state === undefined ? [change.facet] : []),
    policyWrittenAtMs: state === 'applied' ? Date.now() : undefined,
  };
  const next = {
    ...held,
    leasedUntilMs: 0,
    closedAtMs: Date.now(),
    open: state === undefined ? held.open : held.open.filter((each) => each !== id),
    policyWrites: settledPolicyWrites(held.policyWrites, [own], applied),
  };
  const closing = { id, state, failure, undoes, alert: 'none' as const };
  await journal.close(bucket.name, held, next, state === undefined ? [] : [closing]);
}
