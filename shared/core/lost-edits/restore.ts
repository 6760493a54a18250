import type { Change } from '../../model/facet.ts';
import type { Plan } from '../decide.ts';
import type { PolicyText } from '../policy/text.ts';
import type { ControlResult } from '../report.ts';
import type { PolicyEdit } from './overwritten.ts';

const RESTORABLE = new Set<ControlResult['status']>(['compliant', 'fixed']);

/** An edit that is left to a person. */
export interface UnclearEdit extends PolicyEdit {
  /** It was written over, and this is why it is not put back. Without: nobody knows whether it was. */
  readonly hindrance?: string;
  /** Why CloudTrail does not confirm it; without: it does. */
  readonly why?: string;
}

/**
 * Why an edit is not put back: what a control has now, and would not have with it, would be lost.
 * @param onTop the plan for a bucket that has the edit's policy
 */
export function hindranceOf(
  { value }: Pick<PolicyEdit, 'value'>,
  onTop: Pick<Plan, 'results' | 'changes'>,
): string | undefined {
  const lost = onTop.results.find(({ status }) => !RESTORABLE.has(status));
  if (lost) return `with it, ${lost.control} would be ${lost.status} (${lost.reason})`;
  if (value !== undefined || onTop.changes.some(({ facet }) => facet === 'policy'))
    return undefined;
  return 'no control writes the policy any more';
}

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
  const reason = restoreReason(edit);
  return {
    ...plan,
    results: plan.results.map((result) =>
      controls.includes(result.control) ? { ...result, status: 'fixed', reason } : result,
    ),
    changes: [...plan.changes.filter((change) => change.facet !== 'policy'), restored],
  };
}

/** Results that say of edits that were not put back that somebody has to look. */
export function withUnclearEdits(
  results: readonly ControlResult[],
  controls: readonly string[],
  edits: readonly UnclearEdit[],
  keptAs: readonly string[],
): ControlResult[] {
  if (edits.length === 0) return [...results];
  const isConfirmed = edits.some(({ why }) => why === undefined);
  const finding = isConfirmed ? findingOf(edits, keptAs) : unconfirmedFinding(edits, keptAs);
  return results.map((result) =>
    // An undo exempts the bucket, and the edit may have been lost all the same.
    controls.includes(result.control) && ['compliant', 'exempt'].includes(result.status)
      ? { ...result, ...finding }
      : result,
  );
}

/** Results that do not say that an edit is put back where S3 refused it. */
export function withRefusedRestore(
  results: readonly ControlResult[],
  edit: PolicyEdit | undefined,
  keptAs: readonly string[],
): ControlResult[] {
  return results.map((result) => {
    const { status, reason, obstacle } = result;
    if (edit === undefined || status !== 'blocked' || reason !== restoreReason(edit)) return result;
    const hindrance = `S3 refused it (${obstacle?.detail})`;
    return { ...result, ...findingOf([{ ...edit, hindrance }], keptAs) };
  });
}

function restoreReason({ who, value }: PolicyEdit): string {
  return value === undefined
    ? `a repair had overwritten the policy's deletion by ${who}; what it had kept of the policy is taken out`
    : `a repair had overwritten the policy that ${who} had put; it is put back`;
}

function findingOf(edits: readonly UnclearEdit[], keptAs: readonly string[]) {
  const isSure = edits.every(({ hindrance }) => hindrance !== undefined);
  const who = edits.map((edit) => edit.who).join(' and ');
  return {
    status: 'blocked' as const,
    // Names the edits: another one is news, where the same finding would not be.
    reason: `a repair ${isSure ? 'has' : 'may have'} overwritten what ${who} made of the bucket policy`,
    obstacle: {
      kind: 'edit-overwritten' as const,
      detail: [...edits.map(fateOf), ...whereKept(keptAs)].join(' '),
      keptAs: [...keptAs],
    },
  };
}

/** Anybody who can send a message to the queue may have made it up: nothing is offered to be written. */
function unconfirmedFinding(edits: readonly UnclearEdit[], keptAs: readonly string[]) {
  const who = edits.map((edit) => edit.who).join(' and ');
  const whys = [...new Set(edits.flatMap(({ why }) => why ?? []))];
  return {
    status: 'blocked' as const,
    reason: `a message tells of an edit of the bucket policy by ${who} that a repair would have overwritten, and CloudTrail does not confirm it`,
    obstacle: {
      kind: 'edit-unconfirmed' as const,
      detail: [`CloudTrail does not confirm it: ${whys.join('; ')}.`, ...whereKept(keptAs)].join(
        ' ',
      ),
      keptAs: [...keptAs],
    },
  };
}

function fateOf({ who, value, hindrance }: UnclearEdit): string {
  const [what, whatStands] =
    value === undefined
      ? [`The deletion of the policy by ${who}`, 'a policy']
      : [`The policy that ${who} put`, 'another'];
  return hindrance === undefined
    ? `${what} may have been overwritten.`
    : `${what} was overwritten, and ${whatStands} is left in its place: ${hindrance}.`;
}

function whereKept(ids: readonly string[]): string[] {
  return ids.length === 0 ? [] : [`Kept in the journal: ${ids.join(', ')}.`];
}
