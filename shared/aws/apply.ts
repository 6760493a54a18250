import type { S3Client } from '@aws-sdk/client-s3';
import type { Obstacle } from '../core/control.ts';
import type { Plan } from '../core/decide.ts';
import { type Change, type FacetName, type Observation, WRITE_ROUND } from '../core/facet.ts';
import { parsePolicy } from '../core/policy/document.ts';
import { isPublic } from '../core/policy/public.ts';
import type { ControlResult } from '../core/report.ts';
import type { Bucket } from '../core/target.ts';
import { BucketGoneError, describeError, failureOf } from './errors.ts';
import { readFacet, writeFacet } from './facets.ts';

/** What became of a plan. */
export interface Applied {
  readonly results: readonly ControlResult[];
  /** The changes that were written, with what really stood before. */
  readonly changes: readonly Change[];
  /** The planned changes that were not written, and why. */
  readonly failures: ReadonlyMap<FacetName, string>;
  /** Those among them of which nobody knows: S3 may have written and its answer have been lost. */
  readonly uncertain: ReadonlySet<FacetName>;
}

/** What has to happen around the writes of a plan. */
export interface Around {
  /** Records the plan's changes; nothing is written before it is done. */
  record(): Promise<void>;
  /** Records what is written instead of a change that was recorded. */
  amend(change: Change): Promise<void>;
  /** Judges a fresh observation of the policy as the plan's own was. */
  decideAgain(policy: Observation<string>): Plan;
}

type WriteResult =
  | { readonly state: 'applied'; readonly change: Change }
  | { readonly state: 'blocked'; readonly change: Change; readonly obstacle: Obstacle }
  | { readonly state: 'unavailable'; readonly change: Change; readonly detail: string }
  /** A fresh read showed that something else is wanted by now: its results stand instead. */
  | {
      readonly state: 'moved';
      readonly results: readonly ControlResult[];
      readonly change: Change;
    };

type PolicyChange = Extract<Change, { facet: 'policy' }>;

/**
 * Writes a plan's changes: one write a facet, the public access block last. The policy is read again
 * right before it is written and, where it moved, decided again. A refused write never keeps
 * another facet from being written.
 * @throws {BucketGoneError} where the bucket is gone.
 */
export async function apply(
  s3: S3Client,
  bucket: Bucket,
  plan: Plan,
  around: Around,
): Promise<Applied> {
  const policy = plan.changes.find((change) => change.facet === 'policy');
  // A read needs no record, so the two share a round. Neither is left alone where the other fails:
  // what is still being recorded could not be closed.
  const [read, recorded] = await Promise.allSettled([
    policy && readFacet('policy', s3, bucket),
    around.record(),
  ]);
  if (recorded.status === 'rejected') throw recorded.reason;
  if (read.status === 'rejected') throw read.reason;
  const fresh = read.value;
  const { changes, notes } =
    policy && fresh
      ? await revise(plan.changes, policy, fresh, around)
      : { changes: plan.changes, notes: [] };
  const writes: WriteResult[] = [...notes];
  for (const round of rounds(changes)) {
    writes.push(...(await Promise.all(round.map((change) => write(s3, bucket, change)))));
  }
  return summarize(plan, writes);
}

/** The changes by the rounds in which they are written. */
function rounds(changes: readonly Change[]): Change[][] {
  const byRound = Map.groupBy(changes, (change) => WRITE_ROUND[change.facet]);
  return [...byRound].sort(([left], [right]) => left - right).map(([, round]) => round);
}

/** The changes with the policy's as it has to be by now, or without it where a fresh read finds nothing to write. */
async function revise(
  changes: readonly Change[],
  planned: PolicyChange,
  fresh: Observation<string>,
  { decideAgain, amend }: Around,
): Promise<{ readonly changes: readonly Change[]; readonly notes: readonly WriteResult[] }> {
  const now = fresh.state === 'present' ? fresh.value : undefined;
  if (fresh.state !== 'unknown' && now === planned.before) return { changes, notes: [] };
  const plan = decideAgain(fresh);
  const notes: WriteResult[] = [{ state: 'moved', results: plan.results, change: planned }];
  const others = changes.filter((change) => change !== planned);
  const change = plan.changes.find((candidate) => candidate.facet === 'policy');
  if (change === undefined) return { changes: others, notes };
  await amend(change);
  return { changes: [...others, change], notes };
}

async function write(s3: S3Client, bucket: Bucket, change: Change): Promise<WriteResult> {
  try {
    await writeFacet(change.facet, s3, bucket, change.after);
    return { state: 'applied', change };
  } catch (error) {
    const failure = failureOf(error);
    if (failure === 'gone') throw new BucketGoneError('the bucket is gone', { cause: error });
    const detail = describeError(error);
    if (failure === 'unavailable' || failure === 'not-configured') {
      return { state: 'unavailable', change, detail };
    }
    return { state: 'blocked', change, obstacle: { kind: obstacleKind(failure, change), detail } };
  }
}

function obstacleKind(failure: 'denied' | 'rejected', change: Change): Obstacle['kind'] {
  if (failure === 'rejected') return 'rejected';
  if (change.facet !== 'policy') return 'access-denied';
  // S3 answers AccessDenied to any public policy while public policies are blocked, whoever asks.
  const parsed = parsePolicy(change.after);
  return parsed.ok && isPublic(parsed.document) ? 'public-policy-blocked' : 'access-denied';
}

function summarize(plan: Plan, writes: readonly WriteResult[]): Applied {
  const results = new Map(plan.results.map((result) => [result.control, unwritten(result)]));
  for (const outcome of writes) {
    if (outcome.state === 'moved') {
      for (const result of outcome.results) results.set(result.control, unwritten(result));
      continue;
    }
    for (const control of outcome.change.controls) {
      const result = results.get(control);
      if (result !== undefined) results.set(control, withWrite(result, outcome));
    }
  }
  const changes = writes.flatMap((outcome) =>
    outcome.state === 'applied' ? [outcome.change] : [],
  );
  const written = new Set(changes.map((change) => change.facet));
  const failures = writes
    .filter(({ change }) => !written.has(change.facet))
    .map((outcome) => [outcome.change.facet, failureText(outcome)] as const);
  const uncertain = writes.flatMap(({ state, change }) =>
    state === 'unavailable' ? [change.facet] : [],
  );
  return {
    results: [...results.values()],
    changes,
    failures: new Map(failures),
    uncertain: new Set(uncertain),
  };
}

function failureText(outcome: WriteResult): string {
  switch (outcome.state) {
    case 'blocked':
      return outcome.obstacle.detail;
    case 'unavailable':
      return outcome.detail;
    default:
      return 'it was not wanted any more when the policy was read again';
  }
}

/** What was planned is not done: a result counts as fixed only where a write says so. */
function unwritten(result: ControlResult): ControlResult {
  return result.status === 'fixed' ? { ...result, status: 'unavailable' } : result;
}

function withWrite(
  result: ControlResult,
  outcome: Exclude<WriteResult, { state: 'moved' }>,
): ControlResult {
  switch (outcome.state) {
    case 'applied':
      return { ...result, status: 'fixed' };
    case 'blocked':
      return { ...result, status: 'blocked', obstacle: outcome.obstacle };
    case 'unavailable':
      return {
        ...result,
        status: 'unavailable',
        reason: `${result.reason}; the write failed: ${outcome.detail}`,
      };
  }
}
