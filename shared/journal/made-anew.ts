import { areSameFindings } from '../core/findings.ts';
import type { BucketState } from '../core/journal.ts';
import { undoneToldBy } from '../core/slow-down.ts';
import type { Trigger } from '../model/trigger.ts';

/**
 * The state without what it has of a bucket of the same name that was deleted before this one was made:
 * only a CreateBucket among the triggers tells. What was remembered since then stays, so that an event which
 * comes late or twice takes nothing away; so does what nobody was told yet. So do writes of the policy: whoever makes
 * up such an event would have an edit lost that one of them met, and CloudTrail itself says which edits ended with a
 * bucket. The same object where nothing is left out.
 */
export function withoutPredecessor(state: BucketState, triggers: readonly Trigger[]): BucketState {
  const madeMs = Math.max(...triggers.filter(isCreation).map(({ time }) => Date.parse(time)));
  const isOlder = (timeMs: number) => timeMs < madeMs;
  const findings = isOlder(state.closedAtMs) ? {} : state.findings;
  const { refusalToldMs: toldMs } = state;
  const refusalToldMs = toldMs !== undefined && isOlder(toldMs) ? undefined : toldMs;
  const times = Object.values(state.fixes).flat();
  const isToldSince = areSameFindings(findings, state.findings) && refusalToldMs === toldMs;
  if (isToldSince && !times.some(isOlder)) return state;
  const fixes = Object.fromEntries(
    Object.entries(state.fixes)
      .map(([control, of]) => [control, of.filter((timeMs) => !isOlder(timeMs))] as const)
      .filter(([, of]) => of.length > 0),
  );
  return {
    ...state,
    findings,
    refusalToldMs,
    fixes,
    undoneToldMs: undoneToldBy([], state.undoneToldMs, fixes, 0),
  };
}

function isCreation(trigger: Trigger): boolean {
  return trigger.kind === 'api-call' && trigger.call === 'CreateBucket';
}
