import type { Own } from '../../shared/core/events/message.ts';
import type { BucketState } from '../../shared/core/journal.ts';
import type { EditEvidence, SuspectEdit } from '../../shared/core/lost-edits/evidence.ts';
import { isWithin } from '../../shared/core/lost-edits/overwritten.ts';
import type { Outcome } from '../../shared/core/report.ts';
import type { Bucket } from '../../shared/model/resource.ts';
import type { ApiCallTrigger, Trigger } from '../../shared/model/trigger.ts';
import { type Confirmation, confirmEdit } from '../../shared/reconcile/lost-edits/confirm.ts';
import { editOf } from '../../shared/reconcile/lost-edits/policy-edit.ts';
import type { Settings } from '../../shared/settings.ts';
import {
  type Attempt,
  handleBucket,
  ReconcileIncompleteError,
  type Service,
} from './handle-bucket.ts';

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
 * @throws {ReconcileIncompleteError} where CloudTrail may find it later.
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
    throw new ReconcileIncompleteError(
      `CloudTrail does not confirm an edit yet: ${confirmation.why}`,
      {
        hasFailed: false,
      },
    );
  }
  if (confirmation.state === 'confirmed') {
    const { state } = await journal.recall(bucket.name);
    const comeBackMs = wholeFromMs(confirmation.edits[0], state, settings);
    if (comeBackMs > Date.now()) {
      throw new ReconcileIncompleteError(
        'CloudTrail may not have yet what was made after an edit that a look should have read',
        { hasFailed: false, comeBackMs },
      );
    }
  }
  const { triggers, evidence } = factsOf(suspect, confirmation, askedMs);
  return handleBucket(service, bucket, triggers, { ...attempt, evidence });
}

/**
 * When CloudTrail's list is to be believed, in ms since 1970. An edit from before the last read may have been replaced
 * by what was read, and then only that later edit tells it from one that the read missed.
 */
function wholeFromMs(
  trigger: ApiCallTrigger,
  { policyWrites }: BucketState,
  settings: Settings,
): number {
  const edit = editOf(trigger);
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
  { trigger }: SuspectEdit,
  confirmation: Confirmation,
  listedUntilMs: number,
): { readonly triggers: readonly [Trigger, ...Trigger[]]; readonly evidence: EditEvidence } {
  if (confirmation.state !== 'confirmed') {
    const unconfirmed = [{ trigger, why: confirmation.why }];
    return { triggers: [trigger], evidence: { confirmed: [], unconfirmed } };
  }
  const { edits } = confirmation;
  return {
    triggers: [edits[0]],
    evidence: { confirmed: edits, unconfirmed: [], listedUntilMs },
  };
}
