import type { S3Client } from '@aws-sdk/client-s3';
import type { Obstacle } from '../core/control.ts';
import type { Plan } from '../core/decide.ts';
import { type Change, type Observation, WRITE_ROUND } from '../core/facet.ts';
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

/**
 * Writes a plan's changes: one write a facet, the public access block last. The policy is read again
 * right before it is written and, where it moved, decided again. A refused write never keeps
 * another facet from being written.
 * @param decideAgain judges a fresh observation of the policy as the plan's own was.
 * @throws {BucketGoneError} where the bucket is gone.
 */
export async function apply(
  s3: S3Client,
  bucket: Bucket,
  plan: Plan,
  decideAgain: (policy: Observation<string>) => Plan,
): Promise<Applied> {
  const writes: WriteResult[] = [];
  for (const round of rounds(plan.changes)) {
    const results = await Promise.all(
      round.map((change) =>
        change.facet === 'policy'
          ? rewritePolicy(s3, bucket, change, decideAgain)
          : write(s3, bucket, change),
      ),
    );
    writes.push(...results.flat());
  }
  return summarize(plan, writes);
}

/** The changes by the rounds in which they are written. */
function rounds(changes: readonly Change[]): Change[][] {
  const byRound = Map.groupBy(changes, (change) => WRITE_ROUND[change.facet]);
  return [...byRound].sort(([left], [right]) => left - right).map(([, round]) => round);
}

async function rewritePolicy(
  s3: S3Client,
  bucket: Bucket,
  planned: Extract<Change, { facet: 'policy' }>,
  decideAgain: (policy: Observation<string>) => Plan,
): Promise<WriteResult[]> {
  const fresh = await readFacet('policy', s3, bucket);
  const now = fresh.state === 'present' ? fresh.value : undefined;
  if (fresh.state !== 'unknown' && now === planned.before) return write(s3, bucket, planned);
  const plan = decideAgain(fresh);
  const moved: WriteResult = { state: 'moved', results: plan.results, change: planned };
  const change = plan.changes.find((candidate) => candidate.facet === 'policy');
  return change === undefined ? [moved] : [moved, ...(await write(s3, bucket, change))];
}

async function write(s3: S3Client, bucket: Bucket, change: Change): Promise<WriteResult[]> {
  try {
    await writeFacet(change.facet, s3, bucket, change.after);
    return [{ state: 'applied', change }];
  } catch (error) {
    const failure = failureOf(error);
    if (failure === 'gone') throw new BucketGoneError('the bucket is gone', { cause: error });
    const detail = describeError(error);
    if (failure === 'unavailable' || failure === 'not-configured') {
      return [{ state: 'unavailable', change, detail }];
    }
    return [
      { state: 'blocked', change, obstacle: { kind: obstacleKind(failure, change), detail } },
    ];
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
  return {
    results: [...results.values()],
    changes: writes.flatMap((outcome) => (outcome.state === 'applied' ? [outcome.change] : [])),
  };
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
