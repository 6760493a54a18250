import { decide, type Plan } from '../../core/decide.ts';
import type { Exempting } from '../../core/exemptions.ts';
import type { PolicyEdit } from '../../core/lost-edits/overwritten.ts';
import { hindranceOf, planToRestore, type UnclearEdit } from '../../core/lost-edits/restore.ts';
import type { AnyControl } from '../../model/control.ts';
import type { Observation, Observations } from '../../model/facet.ts';
import type { Bucket } from '../../model/resource.ts';
import type { ReconcileServices } from '../services.ts';
import type { Overwritten } from './find.ts';

/** A plan, and what becomes of the edits that a look before this one may have written over. */
export interface Decided {
  readonly wanted: Plan;
  /** The edit that is put back. */
  readonly restored: PolicyEdit | undefined;
  readonly unclear: readonly UnclearEdit[];
}

/** What is wanted of the bucket; an edit that a look before this one wrote over is put back, where it can be. */
export function decideWithEdits(
  { controls, settings }: Pick<ReconcileServices, 'controls' | 'settings'>,
  bucket: Bucket,
  observations: Observations,
  overwritten: Pick<Overwritten, 'restore' | 'unclear' | 'unconfirmed'>,
  exempting: Exempting,
): Decided {
  const { restore } = overwritten;
  const unclear = [...overwritten.unclear, ...overwritten.unconfirmed];
  const plan = decide(controls, observations, settings, bucket, exempting);
  if (restore === undefined) return { wanted: plan, restored: undefined, unclear };
  const edited: Observation<string> =
    restore.value === undefined ? { state: 'absent' } : { state: 'present', value: restore.value };
  const onTop = decide(policyControlsOf(controls), { policy: edited }, settings, bucket, exempting);
  const hindrance = hindranceOf(restore, onTop);
  if (hindrance !== undefined) {
    return { wanted: plan, restored: undefined, unclear: [...unclear, { ...restore, hindrance }] };
  }
  const { policy } = observations;
  const live = policy?.state === 'present' ? policy.value : undefined;
  return { wanted: planToRestore(plan, restore, live, onTop), restored: restore, unclear };
}

/** The controls that judge the policy. */
export function policyControlsOf(controls: readonly AnyControl[]): AnyControl[] {
  return controls.filter((control) => control.reads.includes('policy'));
}
