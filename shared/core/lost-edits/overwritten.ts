import { samePolicy } from '../policy/same-policy.ts';
import type { PolicyText } from '../policy/text.ts';

/** Somebody's write of a policy. */
export interface PolicyEdit {
  /** As CloudTrail has it. */
  readonly eventId: string;
  /** Start of the second in which it was made, in ms since 1970: CloudTrail tells no more. */
  readonly secondMs: number;
  /** For people. */
  readonly who: string;
  /** The document as it was sent; undefined where the policy was deleted. */
  readonly value: PolicyText | undefined;
}

/** One of the service's own writes of a policy. */
export interface PolicyWrite {
  /** Id of its change in the journal. */
  readonly id: string;
  /** When the look began to read the policy for the last time before it wrote, in ms since 1970. */
  readonly readFromMs: number;
  /** When its write was answered, in ms since 1970; until that is known, when it will have been at the latest. */
  readonly writtenAtMs: number;
  /** Id of the write that this one, a person's undo, took back. */
  readonly undoes?: string | undefined;
  /** The edit that this write put back. */
  readonly restores?: { readonly eventId: string; readonly secondMs: number } | undefined;
}

const SECOND_MS = 1_000;

/** Bucket configuration is eventually consistent: a read may miss what was written so long before it. */
const LONGEST_LAG_MS = 5 * 60_000;

/** Whether a look can have written over an edit: it was made before the write, and the last read may have missed it. */
export function isWithin(edit: PolicyEdit, write: PolicyWrite): boolean {
  const missedFromMs = write.readFromMs - LONGEST_LAG_MS;
  return edit.secondMs + SECOND_MS > missedFromMs && edit.secondMs <= write.writtenAtMs;
}

/**
 * What became of an edit that a look may have written over. `kept`: it was read, or somebody wrote after it.
 * `overwritten`: the look wrote over it; one that is not what was read was made after the read, or missed by it.
 * `unclear`: it may have been.
 * @param change what the look wrote, and whether a person undid it since
 * @param newest the service's newest write of this policy
 * @param live the policy as it is now
 */
export function judgeEdit(
  edit: PolicyEdit,
  write: PolicyWrite,
  change: {
    readonly before: PolicyText | undefined;
    readonly after: PolicyText | undefined;
    readonly isUndone?: boolean;
  },
  newest: PolicyWrite,
  live: PolicyText | undefined,
): 'kept' | 'overwritten' | 'unclear' {
  const isEdit = (text: PolicyText | undefined) => isSameText(edit.value, text);
  if (isEdit(live)) return 'kept';
  if (newest.id !== write.id && newest.undoes !== write.id) {
    const { restores } = newest;
    if (restores === undefined || restores.eventId === edit.eventId) return 'kept';
    return edit.secondMs < restores.secondMs ? 'kept' : 'unclear';
  }
  if (isEdit(change.before) || isEdit(change.after)) return 'kept';
  // Whoever undid it put back what the look had read, and did not know of the edit in between.
  if (change.isUndone && isSameText(change.before, live)) return 'unclear';
  if (!isSameText(change.after, live)) return 'kept';
  return 'overwritten';
}

/** An edit with what became of it. */
export interface JudgedEdit {
  readonly edit: PolicyEdit;
  readonly verdict: ReturnType<typeof judgeEdit>;
}

/** Judges edits of one window beside each other: one that was kept replaced those before it, whoever made them. */
export function judgeTogether(judged: readonly JudgedEdit[]): JudgedEdit[] {
  const keptMs = Math.max(
    ...judged.filter(({ verdict }) => verdict === 'kept').map(({ edit }) => edit.secondMs),
  );
  return judged.map(({ edit, verdict }) => {
    if (verdict === 'kept' || edit.secondMs > keptMs) return { edit, verdict };
    return { edit, verdict: edit.secondMs < keptMs ? 'kept' : 'unclear' };
  });
}

/** Of edits that were all written over, the one that stood last; none where two were made in one second. */
export function lastOf(edits: readonly PolicyEdit[]): PolicyEdit | undefined {
  const newestMs = Math.max(...edits.map((edit) => edit.secondMs));
  const newest = edits.filter((edit) => edit.secondMs === newestMs);
  return newest.length === 1 ? newest[0] : undefined;
}

/** Whether two policies, or their absence, are one. */
export function isSameText(left: PolicyText | undefined, right: PolicyText | undefined): boolean {
  return left === undefined || right === undefined ? left === right : samePolicy(left, right);
}
