import type { Plan } from './decide.ts';
import type { Change, PolicyText } from './facet.ts';
import type { PolicyEdit } from './overwritten-edits.ts';
import type { ControlResult } from './report.ts';

/**
 * A plan that puts an edit back that an earlier look wrote over, with what the controls want on top.
 * @param live the policy as it is now
 * @param onTop the plan for a bucket that has the edit's policy
 */
export function planToRestore(
  plan: Plan,
  edit: PolicyEdit,
  live: PolicyText | undefined,
  onTop: Plan,
): Plan {
  const wanted = onTop.changes.find((change) => change.facet === 'policy');
  const after = wanted?.after ?? edit.value;
  if (after === undefined) return plan;
  const controls = onTop.results.map((result) => result.control);
  const restored: Change = { facet: 'policy', before: live, after: after as PolicyText, controls };
  const reason = `a repair had overwritten the policy that ${edit.who} had put; it is put back`;
  return {
    ...plan,
    results: plan.results.map((result) =>
      controls.includes(result.control) ? { ...result, status: 'fixed', reason } : result,
    ),
    changes: [...plan.changes.filter((change) => change.facet !== 'policy'), restored],
  };
}

/** Results that say of edits that may have been written over that somebody has to look. */
export function withUnclearEdits(
  results: readonly ControlResult[],
  controls: readonly string[],
  edits: readonly PolicyEdit[],
  keptAs: readonly string[],
): ControlResult[] {
  if (edits.length === 0) return [...results];
  const who = edits.map((edit) => edit.who).join(' and ');
  const obstacle = {
    kind: 'edit-overwritten' as const,
    detail: `The policy that ${who} put may have been overwritten. It is kept in the journal: ${keptAs.join(', ')}.`,
    keptAs: [...keptAs],
  };
  const reason = 'an edit of the bucket policy may have been overwritten by a repair';
  return results.map((result) =>
    // An undo exempts the bucket, and the edit may have been lost all the same.
    controls.includes(result.control) && ['compliant', 'exempt'].includes(result.status)
      ? { ...result, status: 'blocked', reason, obstacle }
      : result,
  );
}
