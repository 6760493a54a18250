import type { JournalEntry } from '../../core/journal.ts';
import type { EditEvidence, SuspectEdit } from '../../core/lost-edits/evidence.ts';
import {
  isSameText,
  isWithin,
  type JudgedEdit,
  judgeEdit,
  judgeTogether,
  lastOf,
  type PolicyEdit,
  type PolicyWrite,
} from '../../core/lost-edits/overwritten.ts';
import type { PolicyText } from '../../core/policy/text.ts';
import type { Journal } from '../../journal/journal.ts';
import type { Observation } from '../../model/facet.ts';
import type { ApiCallTrigger, Trigger } from '../../model/trigger.ts';
import { editOf } from './policy-edit.ts';

/** Edits that looks before this one wrote over. */
export interface Overwritten {
  /** To be put back. */
  readonly restore?: PolicyEdit;
  /** May have been written over; nothing is guessed. */
  readonly unclear: readonly PolicyEdit[];
  /** Would have been written over, if there were such edits. */
  readonly unconfirmed: readonly (PolicyEdit & { readonly why: string })[];
  /** May have been written over by the word of messages alone: CloudTrail is to be asked. */
  readonly suspects: readonly SuspectEdit[];
}

/** What edits are compared with. */
export interface Circumstances {
  readonly triggers: readonly Trigger[];
  readonly evidence: EditEvidence;
  /** The service's own writes of the policy, oldest first. */
  readonly writes: readonly PolicyWrite[];
  /** Changes of crashed looks, with what became of them. */
  readonly settled: readonly JournalEntry[];
  /** As it was read. */
  readonly policy: Observation<string> | undefined;
}

const NOTHING: Overwritten = { unclear: [], unconfirmed: [], suspects: [] };

/**
 * Compares edits with what the journal says was written around their time. Only what CloudTrail confirmed is put
 * back, each edit once.
 */
export async function findOverwritten(
  journal: Pick<Journal, 'read' | 'restorationOf'>,
  bucket: string,
  { triggers, evidence, writes, settled, policy }: Circumstances,
): Promise<Overwritten> {
  const { confirmed, unconfirmed, listedUntilMs = Number.POSITIVE_INFINITY } = evidence;
  if (writes.length === 0 || policy === undefined || policy.state === 'unknown') return NOTHING;
  const asked = new Set(
    [...confirmed, ...unconfirmed.map(({ trigger }) => trigger)].map(({ id }) => id),
  );
  const heard = triggers.filter(
    (trigger): trigger is ApiCallTrigger => trigger.kind === 'api-call' && !asked.has(trigger.id),
  );
  const doubtful = unconfirmed.map(({ trigger }) => trigger);
  const edits = [...confirmed, ...doubtful, ...heard].flatMap((trigger) => editOf(trigger) ?? []);
  const suspectWrites = writes.filter((write) => edits.some((edit) => isWithin(edit, write)));
  if (suspectWrites.length === 0) return NOTHING;
  const entries = await journal.read(
    bucket,
    suspectWrites.map(({ id }) => id),
  );
  const live = policy.state === 'present' ? policy.value : undefined;
  const judge = (some: readonly ApiCallTrigger[]) =>
    judgeAll(some, suspectWrites, entries, writes, live);
  // Whoever wrote after the last write that may be meant replaced what that one had overwritten.
  const isReplaced = confirmed
    .flatMap((trigger) => editOf(trigger) ?? [])
    .some(({ secondMs }) => suspectWrites.every(({ writtenAtMs }) => secondMs > writtenAtMs));
  const isListed = ({ write }: Judged) => write.writtenAtMs <= listedUntilMs;
  const allOfConfirmed = isReplaced ? [] : judge(confirmed);
  const ofConfirmed = allOfConfirmed.filter(isListed);
  // Only what was edited until that write as well could say which edit was the last.
  const ofLaterWrites = allOfConfirmed.filter((one) => !isListed(one) && isNotKept(one));
  const overwritten = ofConfirmed.filter(({ verdict }) => verdict === 'overwritten');
  const last = lastOf(overwritten.map(({ edit }) => edit));
  const restore =
    last !== undefined && (await isRestored(journal, bucket, last, settled)) ? undefined : last;
  const unclear = ofConfirmed
    .filter(
      ({ verdict }) => verdict === 'unclear' || (verdict === 'overwritten' && last === undefined),
    )
    .map(({ edit }) => edit)
    // What is put back is not unclear.
    .filter(({ eventId }) => eventId !== last?.eventId);
  return {
    ...(restore ? { restore } : {}),
    unclear: eachOnce(unclear),
    unconfirmed: eachOnce(
      judge(doubtful)
        .filter(isNotKept)
        .map(({ edit }) => edit),
    ).map((edit) => ({
      ...edit,
      why: unconfirmed.find(({ trigger }) => trigger.id === edit.eventId)?.why ?? '',
    })),
    suspects: [
      ...suspectsOf(heard, judge(heard).filter(isNotKept)),
      ...suspectsOf(confirmed, ofLaterWrites),
    ],
  };
}

/** A change that a crashed look recorded and never made restored nothing. */
async function isRestored(
  journal: Pick<Journal, 'restorationOf'>,
  bucket: string,
  { eventId }: PolicyEdit,
  settled: readonly JournalEntry[],
): Promise<boolean> {
  const restoration = await journal.restorationOf(bucket, eventId);
  if (restoration === undefined) return false;
  const { state } = settled.find(({ id }) => id === restoration.id) ?? restoration;
  return state !== 'failed';
}

/** An edit, what became of it, and the write that may have been over it. */
type Judged = JudgedEdit & { readonly write: PolicyWrite };

function judgeAll(
  triggers: readonly ApiCallTrigger[],
  suspectWrites: readonly PolicyWrite[],
  entries: readonly JournalEntry[],
  writes: readonly PolicyWrite[],
  live: PolicyText | undefined,
): Judged[] {
  const newest = writes.at(-1);
  if (newest === undefined) return [];
  const edits = eachOnce(triggers.flatMap((trigger) => editOf(trigger) ?? []));
  // What one look read, a later one cannot have missed.
  const isRead = (edit: PolicyEdit) =>
    suspectWrites.some((write) => isWithin(edit, write) && hasRead(write, edit, entries));
  return suspectWrites.flatMap((write) => {
    const { change, state } = entries.find(({ id }) => id === write.id) ?? {};
    if (change?.facet !== 'policy') return [];
    const about = { ...change, isUndone: state === 'undone' };
    const judged = edits
      .filter((edit) => isWithin(edit, write))
      .map((edit): JudgedEdit => {
        const verdict = isRead(edit) ? 'kept' : judgeEdit(edit, write, about, newest, live);
        return { edit, verdict };
      });
    return judgeTogether(judged).map((one) => ({ ...one, write }));
  });
}

function hasRead(write: PolicyWrite, edit: PolicyEdit, entries: readonly JournalEntry[]): boolean {
  const change = entries.find(({ id }) => id === write.id)?.change;
  return change?.facet === 'policy' && isSameText(change.before, edit.value);
}

function isNotKept({ verdict }: JudgedEdit): boolean {
  return verdict !== 'kept';
}

/** An edit may be told of twice, and be within the windows of two writes. */
function eachOnce(edits: readonly PolicyEdit[]): PolicyEdit[] {
  return [...new Map(edits.map((edit) => [edit.eventId, edit])).values()];
}

function suspectsOf(
  heard: readonly ApiCallTrigger[],
  judged: readonly JudgedEdit[],
): SuspectEdit[] {
  return heard.flatMap((trigger) => {
    const isSuspect = judged.some(({ edit }) => edit.eventId === trigger.id);
    return isSuspect ? [{ trigger }] : [];
  });
}
