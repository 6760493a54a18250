import type { S3Client } from '@aws-sdk/client-s3';
import type { Cause } from '../core/cause.ts';
import type { AnyControl } from '../core/control.ts';
import { type DecisionSettings, decide, enabledControls, type Plan } from '../core/decide.ts';
import type { Exempting } from '../core/exemptions.ts';
import type { Observation, Observations } from '../core/facet.ts';
import { findingsOf } from '../core/findings.ts';
import type { AlertState, BucketMemory, JournalEntry } from '../core/journal.ts';
import { modesFor } from '../core/modes.ts';
import type { PolicyEdit, PolicyWrite } from '../core/overwritten-edits.ts';
import { outcomeOf, type Report } from '../core/report.ts';
import { planToRestore, withUnclearEdits } from '../core/restore-edit.ts';
import { type SlowDownSettings, slowDown, type Wait, withFixes } from '../core/slow-down.ts';
import type { Bucket } from '../core/target.ts';
import { type Applied, apply } from './apply.ts';
import { BucketGoneError } from './errors.ts';
import { type ExemptionSettings, exemptingOf, readExemptingTag } from './exempting.ts';
import { newChangeId } from './journal/ids.ts';
import { BucketBusyError, type Closing, type Journal } from './journal/journal.ts';
import { findOverwritten, type Overwritten } from './journal/overwritten.ts';
import { type Recovered, recover, withRecovered } from './journal/recover.ts';
import { observe } from './observe.ts';

/** What a look works with; nothing of it is about any one bucket. */
export interface LookServices {
  s3(region: string): S3Client;
  readonly journal: Journal;
  readonly controls: readonly AnyControl[];
  readonly settings: DecisionSettings & ExemptionSettings;
  /** How repairs slow down that somebody keeps undoing; never where a person asked for the repair. */
  readonly slowDown?: SlowDownSettings | undefined;
  /** For how long a look may have a bucket for itself, in ms: as long as it can live. */
  readonly leaseMs: number;
  /** Tells people: all topics, or those of `only` if any are given. Gives the topics that did not take it. */
  tell(report: Report, only: readonly string[]): Promise<readonly string[]>;
}

/** What a look found and did, and the topics that are still to be told. */
export interface LookResult {
  readonly report: Report;
  readonly untoldTopics: readonly string[];
  /** When to come back for what waits, in ms since 1970; undefined where nothing does. */
  readonly comeBackMs?: number | undefined;
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
  const readFromMs = Date.now();
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
  const { policy } = observations;
  const overwritten = await findOverwritten(journal, bucket.name, causes, memory, policy);
  const wanted = decideAll(services, bucket, observations, overwritten, exempting);
  const { plan, waits } = services.slowDown
    ? slowDown(wanted, memory.fixes, services.slowDown, nowMs)
    : { plan: wanted, waits: [] };
  const comeBackMs =
    waits.length === 0 ? undefined : Math.min(...waits.map((wait) => wait.untilMs));
  if (!isAnythingToDo(plan, memory, recovered, overwritten, waits)) {
    const report = reportOf(bucket, causes, plan, nothingApplied(plan));
    return { report, untoldTopics: [], comeBackMs };
  }
  const entries = entriesFor(plan, bucket, causes, nowMs);
  const kept = keptEdits(overwritten.unclear, bucket, policy, nowMs);
  const leased: BucketMemory = {
    ...memory,
    leasedUntilMs: nowMs + services.leaseMs,
    open: [...recovered.stillOpen, ...entries.map((entry) => entry.id)],
  };
  const record = () => journal.record(bucket.name, memory, leased, [...entries, ...kept]);
  const held = { ...leased, version: memory.version + 1 };
  try {
    const applied = await applyPlan(services, s3, bucket, plan, exempting, entries, record);
    const report = reportOf(bucket, causes, plan, applied);
    const results = withUnclearEdits(
      report.results,
      policyControlsOf(controls).map((control) => control.id),
      overwritten.unclear,
      kept.map((entry) => entry.id),
    );
    const finished = {
      report: { ...report, results },
      held,
      before: memory,
      recovered,
      entries,
      applied,
      waits,
      readFromMs,
      restored: overwritten.restore,
    };
    return { ...(await finish(services, finished)), comeBackMs };
  } catch (error) {
    if (error instanceof BucketGoneError) await forget(journal, bucket.name, held, entries);
    throw error;
  }
}

function isAnythingToDo(
  plan: Plan,
  memory: BucketMemory,
  recovered: Recovered,
  overwritten: Overwritten,
  waits: readonly Wait[],
): boolean {
  return (
    plan.changes.length > 0 ||
    recovered.settled.length > 0 ||
    overwritten.unclear.length > 0 ||
    recovered.untold.length > 0 ||
    memory.untoldTopics.length > 0 ||
    waits.some(({ control }) => !memory.undoneTold.includes(control)) ||
    findingsOf(plan.results, plan.proposals, memory.told) !== memory.told
  );
}

function policyControlsOf(controls: readonly AnyControl[]): AnyControl[] {
  return controls.filter((control) => control.facet === 'policy');
}

/** What is wanted of the bucket; an edit that a look before this one wrote over is put back first. */
function decideAll(
  { controls, settings }: LookServices,
  bucket: Bucket,
  observations: Observations,
  { restore }: Overwritten,
  exempting: Exempting,
): Plan {
  const plan = decide(controls, observations, settings, bucket, exempting);
  if (restore === undefined) return plan;
  const edited: Observation<string> =
    restore.value === undefined ? { state: 'absent' } : { state: 'present', value: restore.value };
  const onTop = decide(policyControlsOf(controls), { policy: edited }, settings, bucket, exempting);
  const { policy } = observations;
  return planToRestore(
    plan,
    restore,
    policy?.state === 'present' ? policy.value : undefined,
    onTop,
  );
}

/** Entries that keep documents which may have been written over: closed from the start, and never written. */
function keptEdits(
  edits: readonly PolicyEdit[],
  bucket: Bucket,
  policy: Observation<string> | undefined,
  nowMs: number,
): JournalEntry[] {
  return edits.flatMap((edit) => {
    if (edit.value === undefined) return [];
    const before = policy?.state === 'present' ? policy.value : undefined;
    return [
      {
        id: newChangeId(nowMs),
        bucket,
        change: { facet: 'policy', before, after: edit.value, controls: [] },
        reasons: {},
        causes: [],
        state: 'superseded',
        alert: 'none',
        intendedAt: new Date(nowMs).toISOString(),
        failure: `the policy that ${edit.who} put; it may have been overwritten`,
      },
    ];
  });
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
  const policyControls = policyControlsOf(controls);
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

/** A look that has written what it could. */
interface Finished {
  readonly report: Report;
  /** The memory as this look left it when it took the bucket for itself. */
  readonly held: BucketMemory;
  /** The memory as it was before. */
  readonly before: BucketMemory;
  readonly recovered: Recovered;
  readonly entries: readonly JournalEntry[];
  readonly applied: Applied;
  readonly waits: readonly Wait[];
  readonly readFromMs: number;
  readonly restored: PolicyEdit | undefined;
}

/** Tells what there is to tell, then closes the journal on it. */
async function finish(services: LookServices, finished: Finished): Promise<LookResult> {
  const { report, held, before, recovered, entries, applied, waits } = finished;
  const { settled, untold } = recovered;
  const told = findingsOf(report.results, report.proposals, before.told);
  const waiting = waits.map(({ control }) => control);
  const news = withRecovered(report, { settled, untold: [] });
  const isNews =
    news.changes.length > 0 ||
    (told !== undefined && told !== before.told) ||
    waiting.some((control) => !before.undoneTold.includes(control));
  // What was told to some topics is told to the others first, and to them alone.
  const again = withRecovered(report, { settled: [], untold });
  const stillUntold =
    before.untoldTopics.length > 0 && outcomeOf(again) !== 'compliant'
      ? await services.tell(again, before.untoldTopics)
      : [];
  const newsUntold = isNews ? await services.tell(news, []) : [];
  const alertState = (untoldBy: readonly string[]): AlertState =>
    untoldBy.length === 0 ? 'told' : 'pending';
  const closings: Closing[] = [
    ...settled.map(({ id, state }) => ({
      id,
      state,
      alert: state === 'applied' ? alertState(newsUntold) : ('none' as const),
    })),
    ...untold.map(({ id, state }) => ({ id, state, alert: alertState(stillUntold) })),
    ...entries.map((entry) => closingOf(entry, applied, alertState(newsUntold))),
  ];
  const repaired = applied.changes.flatMap((change) => change.controls);
  const fixes = withFixes(before.fixes, repaired, Date.now());
  const next: BucketMemory = {
    ...held,
    leasedUntilMs: 0,
    open: recovered.stillOpen,
    untold: closings.filter(isPending).map(({ id }) => id),
    untoldTopics: [...new Set([...stillUntold, ...newsUntold])],
    told,
    fixes,
    policyWrites: policyWritesAfter(finished),
    undoneTold: [
      ...new Set([
        ...before.undoneTold.filter((control) => fixes[control] !== undefined),
        ...waiting,
      ]),
    ],
  };
  await services.journal.close(report.bucket.name, held, next, closings);
  return { report: withRecovered(report, recovered), untoldTopics: next.untoldTopics };
}

const HOUR_MS = 3_600_000;

/** CloudTrail tells of an edit within minutes: writes are remembered for an hour. */
function policyWritesAfter({
  before,
  entries,
  applied,
  readFromMs,
  restored,
}: Finished): PolicyWrite[] {
  const nowMs = Date.now();
  const recent = before.policyWrites.filter((write) => nowMs - write.writtenAtMs < HOUR_MS);
  const isWritten = applied.changes.some((change) => change.facet === 'policy');
  const entry = entries.find(({ change }) => change.facet === 'policy');
  if (!isWritten || entry === undefined) return recent;
  const restores = restored && { causeId: restored.causeId, secondMs: restored.secondMs };
  return [...recent.slice(-9), { id: entry.id, readFromMs, writtenAtMs: nowMs, restores }];
}

function isPending(closing: Closing): boolean {
  return closing.alert === 'pending';
}

function closingOf(entry: JournalEntry, applied: Applied, alert: AlertState): Closing {
  const failure = applied.failures.get(entry.change.facet);
  return failure === undefined
    ? { id: entry.id, state: 'applied', alert }
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
    causes: causes.slice(0, 20).map(withoutPolicy),
    state: 'intended',
    alert: 'pending',
    intendedAt: new Date(nowMs).toISOString(),
  }));
}

/** The document of a cause is in the change, where it matters. */
function withoutPolicy(cause: Cause): Cause {
  if (cause.kind !== 'api-call') return cause;
  const { policy, ...rest } = cause;
  return rest;
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
