import type { Plan } from '../core/decide.ts';
import type { JournalEntry } from '../core/journal.ts';
import type { PolicyEdit } from '../core/lost-edits/overwritten.ts';
import { newChangeId } from '../journal/ids.ts';
import type { Observation } from '../model/facet.ts';
import type { Bucket } from '../model/resource.ts';
import { type Trigger, triggersInShort } from '../model/trigger.ts';
import { FACET_NAMES } from '../resources/facets.ts';

/** Milliseconds that the ids of a look's changes take: one each, so that no two are the same by chance. */
const IDS_OF_CHANGES = FACET_NAMES.length;

/** The journal's entries for the changes of a plan, as they are recorded before anything is written. */
export function entriesFor(
  plan: Plan,
  bucket: Bucket,
  triggers: readonly Trigger[],
  nowMs: number,
): JournalEntry[] {
  return plan.changes.map((change, index) => ({
    id: newChangeId(nowMs + index),
    bucket,
    change,
    reasons: Object.fromEntries(
      plan.results
        .filter(({ control }) => change.controls.includes(control))
        .map(({ control, reason }) => [control, reason ?? '']),
    ),
    triggers: triggersInShort(triggers),
    state: 'intended',
    alert: 'pending',
    intendedAt: new Date(nowMs).toISOString(),
  }));
}

/**
 * Entries that keep documents which may have been written over: closed from the start, and never written.
 * @param edits those that CloudTrail does not confirm say why
 */
export function keptEdits(
  edits: readonly (PolicyEdit & { readonly why?: string })[],
  bucket: Bucket,
  policy: Observation<string> | undefined,
  nowMs: number,
): JournalEntry[] {
  const before = policy?.state === 'present' ? policy.value : undefined;
  return edits.flatMap((edit, index) => {
    if (edit.value === undefined) return [];
    return [
      {
        id: newChangeId(nowMs + IDS_OF_CHANGES + index),
        bucket,
        change: { facet: 'policy', before, after: edit.value, controls: [] },
        reasons: {},
        triggers: [],
        state: 'superseded',
        alert: 'none',
        intendedAt: new Date(nowMs).toISOString(),
        failure:
          edit.why === undefined
            ? `the policy that ${edit.who} put; it may have been overwritten`
            : `a policy that a message says ${edit.who} put; CloudTrail does not confirm it: ${edit.why}`,
      },
    ];
  });
}
