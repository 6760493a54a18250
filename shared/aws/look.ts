import type { S3Client } from '@aws-sdk/client-s3';
import type { Cause } from '../core/cause.ts';
import type { AnyControl } from '../core/control.ts';
import { type DecisionSettings, decide, enabledControls, type Plan } from '../core/decide.ts';
import type { Exempting } from '../core/exemptions.ts';
import type { Observations } from '../core/facet.ts';
import { findingsOf } from '../core/findings.ts';
import type { BucketMemory, JournalEntry } from '../core/journal.ts';
import { modesFor } from '../core/modes.ts';
import type { Report } from '../core/report.ts';
import type { Bucket } from '../core/target.ts';
import { type Applied, apply } from './apply.ts';
import { BucketGoneError } from './errors.ts';
import { type ExemptionSettings, exemptingOf, readExemptingTag } from './exempting.ts';
import { newChangeId } from './journal/ids.ts';
import { BucketBusyError, type Closing, type Journal } from './journal/journal.ts';
import { type Recovered, recover, withRecovered } from './journal/recover.ts';
import { observe } from './observe.ts';

/** What a look works with; nothing of it is about any one bucket. */
export interface LookServices {
  s3(region: string): S3Client;
  readonly journal: Journal;
  readonly controls: readonly AnyControl[];
  readonly settings: DecisionSettings & ExemptionSettings;
  /** For how long a look may have a bucket for itself, in ms: as long as it can live. */
  readonly leaseMs: number;
  /** Tells people. Gives the topics that did not take it; told to no others than `only`, if any are given. */
  tell(report: Report, only: readonly string[]): Promise<readonly string[]>;
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
  const enabled = enabledControls(controls, modesFor(settings, bucket.name));
  const facets = new Set(enabled.map((control) => control.facet));
  const [observations, { memory, exemptions }, tag] = await Promise.all([
    observe(s3, bucket, facets),
    journal.recall(bucket.name),
    readExemptingTag(s3, bucket, settings),
  ]);
  const nowMs = Date.now();
  if (memory.leasedUntilMs > nowMs) {
    throw new BucketBusyError(`another look is at bucket ${bucket.name}`);
  }
  const recovered = await recover(journal, bucket.name, memory, observations);
  const exempting = exemptingOf(settings, bucket.name, exemptions, tag, nowMs);
  const plan = decide(controls, observations, settings, bucket, exempting);
  if (!isAnythingToDo(plan, memory, recovered)) {
    return { report: reportOf(bucket, causes, plan, nothingApplied(plan)), untoldTopics: [] };
  }
  const entries = entriesFor(plan, bucket, causes, nowMs);
  const leased: BucketMemory = {
    ...memory,
    leasedUntilMs: nowMs + services.leaseMs,
    open: [...recovered.stillOpen, ...entries.map((entry) => entry.id)],
  };
  const record = () => journal.record(bucket.name, memory, leased, entries);
  const held = { ...leased, version: memory.version + 1 };
  try {
    const applied = await applyPlan(services, s3, bucket, plan, exempting, entries, record);
    const report = withRecovered(reportOf(bucket, causes, plan, applied), recovered);
    return await finish(services, report, held, memory, recovered, entries, applied);
  } catch (error) {
    if (error instanceof BucketGoneError) await forget(journal, bucket.name, held, entries);
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
  exempting: Exempting,
  entries: readonly JournalEntry[],
  record: () => Promise<void>,
): Promise<Applied> {
  const { journal, controls, settings } = services;
  const policyControls = controls.filter((control) => control.facet === 'policy');
  return apply(s3, bucket, plan, {
    record,
    decideAgain: (policy) =>
      decide(policyControls, { policy } as Observations, settings, bucket, exempting),
    async amend(change) {
      const entry = entries.find((candidate) => candidate.change.facet === change.facet);
      if (entry !== undefined) await journal.amend({ ...entry, change });
    },
  });
}

/** Tells what there is to tell, then closes the journal on it. */
async function finish(
  services: LookServices,
  report: Report,
  held: BucketMemory,
  before: BucketMemory,
  recovered: Recovered,
  entries: readonly JournalEntry[],
  applied: Applied,
): Promise<LookResult> {
  const told = findingsOf(report.results, report.proposals, before.told);
  const isNews = report.changes.length > 0 || (told !== undefined && told !== before.told);
  const again = !isNews && before.untoldTopics.length > 0;
  const untoldTopics =
    isNews || again ? await services.tell(report, again ? before.untoldTopics : []) : [];
  const isTold = untoldTopics.length === 0;
  const closings: Closing[] = [
    ...recovered.settled.map(({ id, state }) => ({
      id,
      state,
      alert:
        state !== 'applied' ? ('none' as const) : isTold ? ('told' as const) : ('pending' as const),
    })),
    ...(isTold
      ? recovered.untold.map(({ id, state }) => ({ id, state, alert: 'told' as const }))
      : []),
    ...entries.map((entry) => closingOf(entry, applied, isTold)),
  ];
  const next: BucketMemory = {
    ...held,
    leasedUntilMs: 0,
    open: recovered.stillOpen,
    untold: isTold
      ? []
      : [
          ...recovered.untold.map(({ id }) => id),
          ...closings.filter(isPending).map(({ id }) => id),
        ],
    untoldTopics,
    told: isTold ? told : before.told,
  };
  await services.journal.close(report.bucket.name, held, next, closings);
  return { report, untoldTopics };
}

function isPending(closing: Closing): boolean {
  return closing.alert === 'pending';
}

function closingOf(entry: JournalEntry, applied: Applied, isTold: boolean): Closing {
  const failure = applied.failures.get(entry.change.facet);
  return failure === undefined
    ? { id: entry.id, state: 'applied', alert: isTold ? 'told' : 'pending' }
    : { id: entry.id, state: 'failed', alert: 'none', failure };
}

/** Closes what was recorded for a bucket that is gone. */
async function forget(
  journal: Journal,
  bucket: string,
  held: BucketMemory,
  entries: readonly JournalEntry[],
): Promise<void> {
  const next = {
    ...held,
    leasedUntilMs: 0,
    open: [],
    untold: [],
    untoldTopics: [],
    told: undefined,
  };
  const closings = entries.map(({ id }) => ({
    id,
    state: 'failed' as const,
    alert: 'none' as const,
    failure: 'the bucket is gone',
  }));
  await journal.close(bucket, held, next, closings);
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
  return { results: plan.results, changes: [], failures: new Map() };
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
