import { type Confirmation, confirmEdit } from '../../shared/aws/confirm-edit.ts';
import type { Cause } from '../../shared/core/cause.ts';
import type { EditEvidence, SuspectEdit } from '../../shared/core/edit-evidence.ts';
import type { Own } from '../../shared/core/events/message.ts';
import type { Outcome } from '../../shared/core/report.ts';
import type { Bucket } from '../../shared/core/target.ts';
import type { Settings } from '../../shared/settings.ts';
import { type Attempt, handleBucket, LookIncompleteError, type Service } from './handle-bucket.ts';

/** A message that has CloudTrail asked about an edit. */
export interface SuspectMessage {
  readonly bucket: Bucket;
  readonly suspect: SuspectEdit;
}

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
  const { clients, settings } = service;
  const confirmation = await confirmEdit(clients.cloudTrail, own, bucket, suspect);
  if (confirmation.state === 'unknown' && triedMs < patienceMs(settings)) {
    throw new LookIncompleteError(`CloudTrail does not confirm an edit yet: ${confirmation.why}`, {
      hasFailed: false,
    });
  }
  const { causes, evidence } = factsOf(suspect, confirmation);
  return handleBucket(service, bucket, causes, { ...attempt, evidence });
}

/** No longer than messages are tried at all: one that is given up tells nobody what it knew. */
function patienceMs({ confirmEdits, retry }: Settings): number {
  return Math.min(confirmEdits.giveUpAfterSeconds, retry.giveUpAfterSeconds) * 1_000;
}

function factsOf(
  { cause, window }: SuspectEdit,
  confirmation: Confirmation,
): { readonly causes: readonly [Cause, ...Cause[]]; readonly evidence: EditEvidence } {
  if (confirmation.state !== 'confirmed') {
    const unconfirmed = [{ cause, why: confirmation.why }];
    return { causes: [cause], evidence: { confirmed: [], unconfirmed } };
  }
  const { edits } = confirmation;
  return {
    causes: [edits[0]],
    evidence: { confirmed: edits, unconfirmed: [], listedUntilMs: window.toMs },
  };
}
