import type { S3Client } from '@aws-sdk/client-s3';
import type { Obstacle } from '../core/control.ts';
import type { Plan } from '../core/decide.ts';
import { type Change, type FacetName, type Observations, WRITE_ROUND } from '../core/facet.ts';
import type { ControlResult } from '../core/report.ts';
import type { Bucket } from '../core/target.ts';
import { BucketGoneError, describeError, failureOf } from './errors.ts';
import { writeFacet } from './facets.ts';
import { type Fence, withinLease } from './fence.ts';
import { obstacleOf } from './refusal.ts';
import { isMerged, type Revision, readAgain, revise } from './revise.ts';

/** What became of a plan. */
export interface Applied {
  readonly results: readonly ControlResult[];
  /** The changes that were written, with what really stood before. */
  readonly changes: readonly Change[];
  /** The planned changes that were not written, and why. */
  readonly failures: ReadonlyMap<FacetName, string>;
  /** Those among them of which nobody knows: S3 may have written and its answer have been lost. */
  readonly uncertain: ReadonlySet<FacetName>;
  /** When the write of the policy was answered, in ms since 1970, where it was made. */
  readonly policyWrittenAtMs: number | undefined;
}

/** What has to happen around the writes of a plan. */
export interface Around {
  /** No write begins outside it. */
  readonly fence: Fence;
  /** Records the plan's changes; nothing is written before it is done. */
  record(): Promise<void>;
  /** Whether records wait for each other: what was read beside one would be old by the time of the write. */
  readonly isRecordSlow?: boolean | undefined;
  /** Records what is written instead of a change that was recorded. */
  amend(change: Change): Promise<void>;
  /** Judges a fresh observation of one facet as the plan's own was. */
  decideAgain(fresh: Observations): Plan;
}

type WriteResult =
  | { readonly state: 'applied'; readonly change: Change; readonly writtenAtMs: number }
  | { readonly state: 'blocked'; readonly change: Change; readonly obstacle: Obstacle }
  | { readonly state: 'unavailable'; readonly change: Change; readonly detail: string }
  /** A fresh read showed that something else is wanted by now: its results stand instead. */
  | {
      readonly state: 'moved';
      readonly results: readonly ControlResult[];
      readonly change: Change;
    };

/**
 * Writes a plan's changes: one write a facet, the public access block last. Policy and encryption are read
 * again right before they are written and, where they moved, decided again; the public access block is
 * written whole, and nothing of it can be stronger. A refused write never keeps another facet from being
 * written.
 * @throws {BucketGoneError} where the bucket is gone.
 */
export async function apply(
  s3: S3Client,
  bucket: Bucket,
  plan: Plan,
  around: Around,
): Promise<Applied> {
  const merged = plan.changes.filter(isMerged);
  const recording = around.record();
  // A read needs no record, so they share a round as a rule. Neither is left alone where the other fails: what
  // is still being recorded could not be closed.
  const [recorded, ...reads] = await Promise.allSettled([
    recording,
    ...merged.map(async (change) => {
      if (around.isRecordSlow) await recording;
      return readAgain(change, s3, bucket);
    }),
  ]);
  if (recorded.status === 'rejected') throw recorded.reason;
  const revisions: Revision[] = [];
  for (const read of reads) {
    if (read.status === 'rejected') throw read.reason;
    revisions.push(await revise(read.value, around.decideAgain, around.amend));
  }
  const changes = [
    ...plan.changes.filter((change) => !isMerged(change)),
    ...revisions.flatMap(({ change }) => change ?? []),
  ];
  const writes: WriteResult[] = revisions.flatMap(({ planned, results }) =>
    results === undefined ? [] : [{ state: 'moved', change: planned, results }],
  );
  for (const round of rounds(changes)) {
    writes.push(
      ...(await Promise.all(round.map((change) => write(s3, bucket, change, plan, around.fence)))),
    );
  }
  return summarize(plan, writes);
}

/** The changes by the rounds in which they are written. */
function rounds(changes: readonly Change[]): Change[][] {
  const byRound = Map.groupBy(changes, (change) => WRITE_ROUND[change.facet]);
  return [...byRound].sort(([left], [right]) => left - right).map(([, round]) => round);
}

async function write(
  s3: S3Client,
  bucket: Bucket,
  change: Change,
  plan: Plan,
  fence: Fence,
): Promise<WriteResult> {
  try {
    await withinLease(s3, fence, (fenced) =>
      writeFacet(change.facet, fenced, bucket, change.after),
    );
    return { state: 'applied', change, writtenAtMs: Date.now() };
  } catch (error) {
    const failure = failureOf(error);
    if (failure === 'gone') throw new BucketGoneError('the bucket is gone', { cause: error });
    if (failure === 'unavailable' || failure === 'not-configured') {
      return { state: 'unavailable', change, detail: describeError(error) };
    }
    return { state: 'blocked', change, obstacle: obstacleOf(error, failure, change, plan) };
  }
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
  const applied = writes.filter((outcome) => outcome.state === 'applied');
  const changes = applied.map(({ change }) => change);
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
    policyWrittenAtMs: applied.find(({ change }) => change.facet === 'policy')?.writtenAtMs,
  };
}

function failureText(outcome: WriteResult): string {
  switch (outcome.state) {
    case 'blocked':
      return outcome.obstacle.detail;
    case 'unavailable':
      return outcome.detail;
    default:
      return 'it was not wanted any more when the bucket was read again';
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
