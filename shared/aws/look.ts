import type { S3Client } from '@aws-sdk/client-s3';
import type { Cause } from '../core/cause.ts';
import type { AnyControl } from '../core/control.ts';
import { type DecisionSettings, decide, enabledControls, type Plan } from '../core/decide.ts';
import type { FacetName, Observations } from '../core/facet.ts';
import { findingsOf } from '../core/findings.ts';
import type { BucketMemory, JournalEntry } from '../core/journal.ts';
import type { Report } from '../core/report.ts';
import type { Bucket } from '../core/target.ts';
import type { Audience } from './alerts.ts';
import { type Applied, apply } from './apply.ts';
import { BucketGoneError } from './errors.ts';
import { finish, forget, idsOf, isRemembered } from './finish.ts';
import { newChangeId } from './journal/ids.ts';
import { BucketBusyError, type Journal } from './journal/journal.ts';
import { type Recovered, recover } from './journal/recover.ts';
import { observe } from './observe.ts';

/** What a look works with; nothing of it is about any one bucket. */
export interface LookServices {
  s3(region: string): S3Client;
  readonly journal: Journal;
  readonly controls: readonly AnyControl[];
  readonly settings: DecisionSettings;
  /** For how long a look may have a bucket for itself, in ms: as long as it can live. */
  readonly leaseMs: number;
  /** Tells people. Gives the topics that did not take it. */
  tell(report: Report, audience: Audience): Promise<readonly string[]>;
}

/** What a look found and did, and the topics that are still to be told. */
export interface LookResult {
  readonly report: Report;
  readonly untoldTopics: readonly string[];
}

/**
 * Looks at one bucket and repairs it: observe, decide, record, apply, tell, in this order and never
 * back. A bucket that is as it was left costs reads only.
 * @throws {BucketGoneError} where the bucket is gone.
 * @throws {BucketBusyError} where another look has the bucket just now.
 */
export async function look(
  services: LookServices,
  bucket: Bucket,
  causes: Report['causes'],
): Promise<LookResult> {
  const { journal, controls, settings } = services;
  const s3 = services.s3(bucket.region);
  const facets = new Set(enabledControls(controls, settings).map((control) => control.facet));
  const startedMs = Date.now();
  const { observations, memory } = await read(journal, s3, bucket, facets);
  const nowMs = Date.now();
  if (memory.leasedUntilMs > nowMs) {
    throw new BucketBusyError(`another look is at bucket ${bucket.name}`);
  }
  const recovered = await recover(journal, bucket.name, memory, observations);
  const plan = decide(controls, observations, settings, bucket);
  if (!isAnythingToDo(plan, memory, recovered)) {
    return { report: reportOf(bucket, causes, plan, nothingApplied(plan)), untoldTopics: [] };
  }
  // Calls that are tried again take their time: another look may have come and gone between two reads.
  if (memory.closedAtMs >= startedMs) {
    throw new BucketBusyError(`another look was at bucket ${bucket.name} while it was read`);
  }
  const entries = entriesFor(plan, bucket, causes, nowMs);
  const leased: BucketMemory = {
    ...memory,
    leasedUntilMs: nowMs + services.leaseMs,
    // What is settled counts as open until it is closed: this look may not live to do it.
    open: [...memory.open, ...idsOf(entries)],
  };
  const record = () => journal.record(bucket.name, memory, leased, entries);
  const held = { ...leased, version: memory.version + 1 };
  try {
    const applied = await applyPlan(services, s3, bucket, plan, entries, record);
    const report = reportOf(bucket, causes, plan, applied);
    return await finish(services, report, held, memory, recovered, entries, applied);
  } catch (error) {
    if (error instanceof BucketGoneError) await forget(journal, bucket.name, held, entries);
    throw error;
  }
}

/** Reads the bucket and what is remembered of it in one round. */
async function read(
  journal: Journal,
  s3: S3Client,
  bucket: Bucket,
  facets: ReadonlySet<FacetName>,
): Promise<{ readonly observations: Observations; readonly memory: BucketMemory }> {
  const recalled = journal.recall(bucket.name);
  try {
    const [observations, memory] = await Promise.all([observe(s3, bucket, facets), recalled]);
    return { observations, memory };
  } catch (error) {
    if (error instanceof BucketGoneError) {
      const memory = await recalled;
      if (isRemembered(memory)) await forget(journal, bucket.name, memory, []);
    }
    throw error;
  }
}

function isAnythingToDo(plan: Plan, memory: BucketMemory, recovered: Recovered): boolean {
  return (
    plan.changes.length > 0 ||
    recovered.settled.length > 0 ||
    recovered.untold.length > 0 ||
    memory.untoldTopics.length > 0 ||
    findingsOf(plan.results, plan.proposals, memory.told) !== memory.told
  );
}

async function applyPlan(
  services: LookServices,
  s3: S3Client,
  bucket: Bucket,
  plan: Plan,
  entries: readonly JournalEntry[],
  record: () => Promise<void>,
): Promise<Applied> {
  const { journal, controls, settings } = services;
  const policyControls = controls.filter((control) => control.facet === 'policy');
  return apply(s3, bucket, plan, {
    record,
    decideAgain: (policy) => decide(policyControls, { policy } as Observations, settings, bucket),
    async amend(change) {
      const entry = entries.find((candidate) => candidate.change.facet === change.facet);
      if (entry !== undefined) await journal.amend({ ...entry, change });
    },
  });
}

function entriesFor(
  plan: Plan,
  bucket: Bucket,
  causes: readonly Cause[],
  nowMs: number,
): JournalEntry[] {
  return plan.changes.map((change) => ({
    id: newChangeId(nowMs),
    bucket,
    change,
    reasons: Object.fromEntries(
      plan.results
        .filter(({ control }) => change.controls.includes(control))
        .map(({ control, reason }) => [control, reason ?? '']),
    ),
    causes: causes.slice(0, 20),
    state: 'intended',
    alert: 'pending',
    intendedAt: new Date(nowMs).toISOString(),
  }));
}

function nothingApplied(plan: Plan): Applied {
  return { results: plan.results, changes: [], failures: new Map(), uncertain: new Set() };
}

function reportOf(bucket: Bucket, causes: Report['causes'], plan: Plan, applied: Applied): Report {
  return {
    bucket,
    causes,
    results: applied.results,
    changes: applied.changes,
    proposals: plan.proposals,
    finishedAt: new Date().toISOString(),
  };
}

/** Causes in the order in which they happened. */
export function oldestFirst(causes: readonly [Cause, ...Cause[]]): [Cause, ...Cause[]] {
  const [first, ...rest] = [...causes].sort((a, b) => a.time.localeCompare(b.time));
  return first === undefined ? [...causes] : [first, ...rest];
}
