import type { S3Client } from '@aws-sdk/client-s3';
import { BucketGoneError } from '../aws/errors.ts';
import { decide, enabledControls, facetsRead, type Plan } from '../core/decide.ts';
import { areSameFindings, type Findings, findingsAfter } from '../core/findings.ts';
import { type BucketState, isClosedSince, isLeased, type JournalEntry } from '../core/journal.ts';
import { NO_EVIDENCE } from '../core/lost-edits/evidence.ts';
import {
  type UnclearEdit,
  withRefusedRestore,
  withUnclearEdits,
} from '../core/lost-edits/restore.ts';
import { modesFor } from '../core/modes.ts';
import { withWaysThrough } from '../core/refusal/let-through.ts';
import { isRefusalDue } from '../core/refusal/tell-again.ts';
import type { Report } from '../core/report.ts';
import { slowDown, undoneToTell, type Wait } from '../core/slow-down.ts';
import { idsOf } from '../journal/ids.ts';
import { BucketBusyError, type Recalled } from '../journal/journal.ts';
import { withoutPredecessor } from '../journal/made-anew.ts';
import { type Recovered, recover } from '../journal/recover.ts';
import type { AnyControl } from '../model/control.ts';
import type { Change, Observations } from '../model/facet.ts';
import type { Bucket } from '../model/resource.ts';
import { type Applied, type Around, apply } from './apply.ts';
import { finish } from './close.ts';
import { entriesFor, keptEdits } from './entries.ts';
import { exemptingOf, readExemptingTag } from './exempting.ts';
import { forget, isRemembered } from './forget.ts';
import { decideWithEdits, policyControlsOf } from './lost-edits/decide-with-edits.ts';
import { findOverwritten } from './lost-edits/find.ts';
import { clearedWrites, withPolicyWrite } from './lost-edits/policy-writes.ts';
import { observe } from './observe.ts';
import type { ReconcileContext, ReconcileResult, ReconcileServices } from './services.ts';
import { leftToPeople, type OwnWrites, staleReads, withoutStale } from './stale-reads.ts';

/**
 * Looks at one bucket and repairs it: observe, decide, record, apply, tell, in this order and never
 * back. A bucket that is as it was left costs reads only. What an event contradicts is not judged: it may be older
 * than that event.
 * @throws {BucketGoneError} where the bucket is gone.
 * @throws {BucketElsewhereError} where it is in another Region.
 * @throws {BucketBusyError} where another look has the bucket just now.
 */
export async function reconcile(
  services: ReconcileServices,
  bucket: Bucket,
  triggers: Report['triggers'],
  { evidence = NO_EVIDENCE, isPatient = true }: ReconcileContext = {},
): Promise<ReconcileResult> {
  const { journal, controls, settings } = services;
  const s3 = services.s3(bucket.region);
  const readFromMs = Date.now();
  const { observations: seen, state: known, exemptions, tag } = await read(services, s3, bucket);
  const state = withoutPredecessor(known, triggers);
  const nowMs = Date.now();
  if (isLeased(state, nowMs)) {
    throw new BucketBusyError(`another look is at bucket ${bucket.name}`);
  }
  const ownWrites = ownWritesOf(state, controls);
  const doubtful = new Set(evidence.unconfirmed.map(({ trigger }) => trigger.id));
  const credible = triggers.filter(({ id }) => !doubtful.has(id));
  const stale = staleReads(seen, credible, ownWrites, nowMs);
  const observations = isPatient ? withoutStale(seen, stale) : seen;
  const { policy } = observations;
  const recovered = await recover(journal, bucket.name, state, observations, (facets) =>
    observe(s3, bucket, facets),
  );
  const policyWrites = clearedWrites(state.policyWrites, recovered.settled, nowMs);
  const { settled } = recovered;
  const overwritten = await findOverwritten(journal, bucket.name, {
    triggers,
    evidence,
    writes: policyWrites,
    settled,
    policy,
  });
  const exempting = exemptingOf(settings, bucket.name, exemptions, tag, nowMs);
  const { wanted, restored, unclear } = decideWithEdits(
    services,
    bucket,
    observations,
    overwritten,
    exempting,
  );
  const writable = isPatient ? wanted : leftToPeople(wanted, stale);
  const { plan, waits } = services.slowDown
    ? slowDown(writable, state.fixes, services.slowDown, nowMs)
    : { plan: writable, waits: [] };
  const left = {
    suspects: overwritten.suspects,
    isStale: isPatient && stale.length > 0,
    comeBackMs: waits.length === 0 ? undefined : Math.min(...waits.map((wait) => wait.untilMs)),
  };
  const { ownRoles: roles = [] } = services;
  const withWays = (results: Report['results']) =>
    withWaysThrough(results, { bucket, roles, policy, controls });
  const enabled = enabledControls(controls, modesFor(settings, bucket.name)).map(({ id }) => id);
  const findingsOf = (results: Report['results'], proposals: Report['proposals']) =>
    findingsAfter(results, proposals, state.findings, enabled);
  const isRefusedAnew =
    isRefusalDue(plan.results, state, nowMs) && (services.refusals?.concern(plan.results) ?? true);
  if (
    state === known &&
    !isRefusedAnew &&
    !isAnythingToDo(
      plan,
      state,
      recovered,
      unclear,
      waits,
      findingsOf(plan.results, plan.proposals),
    )
  ) {
    const report = reportOf(bucket, triggers, plan, withWays(plan.results), []);
    return { report, untoldTopics: [], isMoreToTell: false, ...left };
  }
  // Calls that are tried again take their time: another look may have come and gone between two reads.
  if (isClosedSince(state, readFromMs)) {
    throw new BucketBusyError(`another look was at bucket ${bucket.name} while it was read`);
  }
  const entries = entriesFor(plan, bucket, triggers, nowMs);
  const kept = keptEdits(unclear, bucket, policy, nowMs);
  const leased: BucketState = {
    ...state,
    leasedUntilMs: nowMs + services.leaseMs,
    // What is settled counts as open until it is closed: this look may not live to do it.
    open: [...state.open, ...idsOf(entries)],
    policyWrites: withPolicyWrite(policyWrites, {
      entries,
      // The policy is read once more with the record. What was edited until then is seen, or was replaced.
      readFromMs: Date.now(),
      writtenAtMs: nowMs + services.leaseMs,
      restored,
    }),
  };
  const restoring = entries.find(isOfPolicy);
  const restoration = restored && restoring && { eventId: restored.eventId, change: restoring.id };
  const record = () =>
    journal.record(bucket.name, state, leased, [...entries, ...kept], { restoration });
  const held = { ...leased, version: state.version + 1 };
  try {
    const decideAgain = (fresh: Observations) =>
      decide(
        controls.filter(({ writes }) => writes.some((facet) => facet in fresh)),
        withoutStale(fresh, staleReads(fresh, credible, ownWrites, Date.now())),
        settings,
        bucket,
        exempting,
      );
    const around = { record, decideAgain };
    const applied = await applyPlan(services, s3, bucket, plan, entries, held, around);
    const results = withUnclearEdits(
      withRefusedRestore(applied.results, restored, idsOf(entries.filter(isOfPolicy))),
      idsOf(policyControlsOf(controls)),
      unclear,
      idsOf(kept),
    );
    const told = await finish(services, {
      report: reportOf(
        bucket,
        triggers,
        plan,
        withWays(results),
        withIds(applied.changes, entries),
      ),
      held,
      before: state,
      recovered,
      entries,
      applied,
      waits,
      findings: findingsOf(results, plan.proposals),
    });
    return { ...told, ...left };
  } catch (error) {
    if (error instanceof BucketGoneError) await forget(journal, bucket.name, held, entries);
    throw error;
  }
}

interface Read extends Recalled {
  readonly observations: Observations;
  readonly tag: Awaited<ReturnType<typeof readExemptingTag>>;
}

/** Reads the bucket and what is remembered of it in one round. */
async function read(services: ReconcileServices, s3: S3Client, bucket: Bucket): Promise<Read> {
  const { journal, controls, settings } = services;
  const enabled = enabledControls(controls, modesFor(settings, bucket.name));
  const facets = facetsRead(enabled);
  const ahead = services.recalled?.get(bucket.name);
  const recalled = ahead ? Promise.resolve(ahead) : journal.recall(bucket.name);
  try {
    const [observations, known, tag] = await Promise.all([
      observe(s3, bucket, facets),
      recalled,
      readExemptingTag(s3, bucket, settings),
    ]);
    services.onRecalled?.(known);
    return { ...known, observations, tag };
  } catch (error) {
    if (error instanceof BucketGoneError) {
      const { state } = await recalled;
      if (isRemembered(state)) await forget(journal, bucket.name, state, []);
    }
    throw error;
  }
}

function isAnythingToDo(
  plan: Plan,
  state: BucketState,
  recovered: Recovered,
  unclear: readonly UnclearEdit[],
  waits: readonly Wait[],
  findings: Findings,
): boolean {
  return (
    plan.changes.length > 0 ||
    recovered.settled.length > 0 ||
    unclear.length > 0 ||
    recovered.untold.length > 0 ||
    state.untoldTopics.length > 0 ||
    undoneToTell(waits, state.undoneToldMs, Date.now()).length > 0 ||
    !areSameFindings(findings, state.findings)
  );
}

/** When the service itself last wrote what it merges, as far as the state goes back. */
function ownWritesOf(
  { policyWrites, fixes }: BucketState,
  controls: readonly AnyControl[],
): OwnWrites {
  const ofEncryption = controls.filter(({ writes }) => writes.includes('encryption'));
  return {
    policy: Math.max(...policyWrites.map(({ writtenAtMs }) => writtenAtMs)),
    encryption: Math.max(...ofEncryption.flatMap(({ id }) => fixes[id] ?? [])),
  };
}

async function applyPlan(
  { journal, isRecordSlow, isClockDoubted }: ReconcileServices,
  s3: S3Client,
  bucket: Bucket,
  plan: Plan,
  entries: readonly JournalEntry[],
  held: BucketState,
  around: Pick<Around, 'record' | 'decideAgain'>,
): Promise<Applied> {
  const isOurs = async () => (await journal.recall(bucket.name)).state.version === held.version;
  return apply(s3, bucket, plan, {
    fence: { untilMs: held.leasedUntilMs, ...(isClockDoubted && { isOurs }) },
    ...around,
    isRecordSlow,
    async amend(change) {
      const entry = entries.find((candidate) => candidate.change.facet === change.facet);
      if (entry !== undefined) await journal.amend({ ...entry, change });
    },
  });
}

function isOfPolicy({ change }: JournalEntry): boolean {
  return change.facet === 'policy';
}

/** The changes with their ids in the journal. */
function withIds(changes: readonly Change[], entries: readonly JournalEntry[]): Report['changes'] {
  return changes.map((change) => {
    const entry = entries.find((candidate) => candidate.change.facet === change.facet);
    return entry === undefined ? change : { ...change, id: entry.id };
  });
}

function reportOf(
  bucket: Bucket,
  triggers: Report['triggers'],
  { proposals }: Plan,
  results: Report['results'],
  changes: Report['changes'],
): Report {
  return { bucket, triggers, results, changes, proposals, finishedAt: new Date().toISOString() };
}

/** Triggers in the order in which they happened, each once. */
export function oldestFirst(triggers: Report['triggers']): [...Report['triggers']] {
  // One event may be delivered twice.
  const distinct = new Map(triggers.map((trigger) => [trigger.id, trigger])).values();
  const [first, ...rest] = [...distinct].sort((a, b) => a.time.localeCompare(b.time));
  return first === undefined ? [...triggers] : [first, ...rest];
}
