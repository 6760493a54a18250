import { BucketGoneError, describeError, failureOf } from '../aws/errors.ts';
import type { Plan } from '../core/decide.ts';
import type { ControlResult } from '../core/report.ts';
import type { Change, FacetName, Observations } from '../model/facet.ts';
import type { Obstacle } from '../model/obstacle.ts';
import type { Resource } from '../model/resource.ts';
import type { Sender } from '../resources/facet-calls.ts';
import { facetOf } from '../resources/facets.ts';
import { writeWaves } from '../resources/write-waves.ts';
import { writeFacet } from './facets.ts';
import { type Fence, withinLease } from './fence.ts';
import { isMerged, type Revision, readAgain, revise } from './recheck.ts';
import { obstacleOf } from './refusal.ts';

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
  /** Not tried: what has to be written first was not. */
  | { readonly state: 'withheld'; readonly change: Change; readonly detail: string }
  /** A fresh read showed that something else is wanted by now: its results stand instead. */
  | {
      readonly state: 'moved';
      readonly results: readonly ControlResult[];
      readonly change: Change;
    };

/**
 * Writes a plan's changes: one write a facet, in waves by what has to come first. A facet that is merged is read again
 * right before it is written and, where it moved, decided again. A refused write keeps only those from being written
 * that have to come after it and are the same control's; all others are written.
 * @throws {BucketGoneError} where the bucket is gone.
 */
export async function apply(
  client: Sender,
  resource: Resource,
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
      return readAgain(change, client, resource);
    }),
  ]);
  if (recorded.status === 'rejected') throw recorded.reason;
  const revisions: Revision[] = [];
  for (const read of reads) {
    if (read.status === 'rejected') throw read.reason;
    revisions.push(await revise(read.value, around.decideAgain, around.amend));
  }
  const revised = new Map(revisions.map(({ planned, change }) => [planned, change]));
  const changes = plan.changes.flatMap((change) =>
    revised.has(change) ? (revised.get(change) ?? []) : [change],
  );
  const writes: WriteResult[] = revisions.flatMap(({ planned, results }) =>
    results === undefined ? [] : [{ state: 'moved', change: planned, results }],
  );
  for (const wave of writeWaves(changes)) {
    const written = wave.map((change) => {
      const missing = missingBefore(change, writes);
      return missing === undefined
        ? write(client, resource, change, plan, around.fence)
        : withheld(change, missing);
    });
    writes.push(...(await Promise.all(written)));
  }
  return summarize(plan, writes);
}

/** The write that failed, of those that have to come before a change of the same control. */
function missingBefore(change: Change, writes: readonly WriteResult[]): WriteResult | undefined {
  const { after = [] } = facetOf(change.facet).write ?? {};
  return writes.find(
    (other) =>
      (other.state === 'blocked' || other.state === 'unavailable') &&
      after.includes(other.change.facet) &&
      other.change.controls.some((control) => change.controls.includes(control)),
  );
}

function withheld(change: Change, missing: WriteResult): WriteResult {
  const { title } = facetOf(missing.change.facet);
  return { state: 'withheld', change, detail: `${title} has to be written first` };
}

async function write(
  client: Sender,
  resource: Resource,
  change: Change,
  plan: Plan,
  fence: Fence,
): Promise<WriteResult> {
  try {
    await withinLease(client, fence, (fenced) =>
      writeFacet(change.facet, fenced, resource, change.after),
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
  const results = resultsAfter(plan, writes);
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
    results,
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
    case 'withheld':
      return outcome.detail;
    default:
      return 'it was not wanted any more when the bucket was read again';
  }
}

/** The results by what became of the writes: a control is fixed only where all that it wanted was written. */
function resultsAfter(plan: Plan, writes: readonly WriteResult[]): ControlResult[] {
  const moved = writes.flatMap((outcome) => (outcome.state === 'moved' ? outcome.results : []));
  const judgedAgain = new Map(moved.map((result) => [result.control, result]));
  return plan.results.map((planned) => {
    const result = judgedAgain.get(planned.control) ?? planned;
    const own = writes.filter(
      ({ state, change }) => state !== 'moved' && change.controls.includes(result.control),
    );
    const worst = ['blocked', 'unavailable', 'withheld', 'applied']
      .flatMap((state) => own.find((outcome) => outcome.state === state) ?? [])
      .at(0);
    return worst === undefined ? unwritten(result) : withWrite(result, worst);
  });
}

/** What was planned is not done: a result counts as fixed only where a write says so. */
function unwritten(result: ControlResult): ControlResult {
  return result.status === 'fixed' ? { ...result, status: 'unavailable' } : result;
}

function withWrite(result: ControlResult, outcome: WriteResult): ControlResult {
  switch (outcome.state) {
    case 'moved':
      return unwritten(result);
    case 'applied':
      return { ...result, status: 'fixed' };
    case 'blocked':
      return { ...result, status: 'blocked', obstacle: outcome.obstacle };
    case 'unavailable':
    case 'withheld':
      return {
        ...result,
        status: 'unavailable',
        reason: `${result.reason}; the write failed: ${outcome.detail}`,
      };
  }
}
