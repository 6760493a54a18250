import { type Confirmation, confirmEdit } from '../../shared/aws/confirm-edit.ts';
import { editOf } from '../../shared/aws/journal/policy-edit.ts';
import type { ApiCallCause, Cause } from '../../shared/core/cause.ts';
import type { EditEvidence, SuspectEdit } from '../../shared/core/edit-evidence.ts';
import type { Own } from '../../shared/core/events/message.ts';
import type { BucketMemory } from '../../shared/core/journal.ts';
import { isWithin } from '../../shared/core/overwritten-edits.ts';
import type { Outcome } from '../../shared/core/report.ts';
import type { Bucket } from '../../shared/model/resource.ts';
import type { Settings } from '../../shared/settings.ts';
import { type Attempt, handleBucket, LookIncompleteError, type Service } from './handle-bucket.ts';

const SECOND_MS = 1_000;

/** A message that has CloudTrail asked about an edit. */
export interface SuspectMessage {
  readonly bucket: Bucket;
  readonly suspect: SuspectEdit;
}

/** CloudTrail has by then whatever was made, in no certain order before. */
const WHOLE_AFTER_MS = 15 * 60_000;

/**
 * Asks CloudTrail about an edit that a look may have written over, and looks at the bucket with what it says.
 * @param triedMs for how long it was tried: what CloudTrail does not find by a time counts as not confirmed
 * @throws {LookIncompleteError} where CloudTrail may find it later.
 * @throws as `handleBucket` does.
 */
export async function handleSuspectEdit(
  service: Service,
  own: Own,
  { bucket, suspect }: SuspectMessage,
  { triedMs, ...attempt }: Omit<Attempt, 'evidence'> & { readonly triedMs: number },
): Promise<Outcome> {
  const { clients, settings, journal } = service;
  const askedMs = Date.now();
  const confirmation = await confirmEdit(clients.cloudTrail, own, bucket, suspect);
  if (confirmation.state === 'unknown' && triedMs < patienceMs(settings)) {
    throw new LookIncompleteError(`CloudTrail does not confirm an edit yet: ${confirmation.why}`, {
      hasFailed: false,
    });
  }
  if (confirmation.state === 'confirmed') {
    const { memory } = await journal.recall(bucket.name);
    const comeBackMs = wholeFromMs(confirmation.edits[0], memory, settings);
    if (comeBackMs > Date.now()) {
      throw new LookIncompleteError(
        'CloudTrail may not have yet what was made after an edit that a look should have read',
        { hasFailed: false, comeBackMs },
      );
    }
  }
  const { causes, evidence } = factsOf(suspect, confirmation, askedMs);
  return handleBucket(service, bucket, causes, { ...attempt, evidence });
}

/**
 * When CloudTrail's list is to be believed, in ms since 1970. An edit from before the last read may have been replaced
 * by what was read, and then only that later edit tells it from one that the read missed.
 */
function wholeFromMs(
  cause: ApiCallCause,
  { policyWrites }: BucketMemory,
  settings: Settings,
): number {
  const edit = editOf(cause);
  if (edit === undefined) return 0;
  const wholeAfterMs = Math.min(WHOLE_AFTER_MS, patienceMs(settings));
  return Math.max(
    0,
    ...policyWrites
      .filter((write) => isWithin(edit, write) && edit.secondMs + SECOND_MS <= write.readFromMs)
      .map(({ writtenAtMs }) => writtenAtMs + wholeAfterMs),
  );
}

/** No longer than messages are tried at all: one that is given up tells nobody what it knew. */
function patienceMs({ confirmEdits, retry }: Settings): number {
  return Math.min(confirmEdits.giveUpAfterSeconds, retry.giveUpAfterSeconds) * 1_000;
}

function factsOf(
  { cause }: SuspectEdit,
  confirmation: Confirmation,
  listedUntilMs: number,
): { readonly causes: readonly [Cause, ...Cause[]]; readonly evidence: EditEvidence } {
  if (confirmation.state !== 'confirmed') {
    const unconfirmed = [{ cause, why: confirmation.why }];
    return { causes: [cause], evidence: { confirmed: [], unconfirmed } };
  }
  const { edits } = confirmation;
  return {
    causes: [edits[0]],
    evidence: { confirmed: edits, unconfirmed: [], listedUntilMs },
  };
}
