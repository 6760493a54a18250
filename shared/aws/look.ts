import type { S3Client } from '@aws-sdk/client-s3';
import { decide, enabledControls, facetsRead, type Plan } from '../core/decide.ts';
import { NO_EVIDENCE } from '../core/edit-evidence.ts';
import { areSameFindings, type Findings, findingsAfter } from '../core/findings.ts';
import { type BucketMemory, isClosedSince, isLeased, type JournalEntry } from '../core/journal.ts';
import { modesFor } from '../core/modes.ts';
import { withWaysThrough } from '../core/refusal/let-through.ts';
import { isRefusalDue } from '../core/refusal/tell-again.ts';
import type { Report } from '../core/report.ts';
import { type UnclearEdit, withRefusedRestore, withUnclearEdits } from '../core/restore-edit.ts';
import { slowDown, undoneToTell, type Wait } from '../core/slow-down.ts';
import type { AnyControl } from '../model/control.ts';
import type { Change, Observations } from '../model/facet.ts';
import type { Bucket } from '../model/resource.ts';
import { type Applied, type Around, apply } from './apply.ts';
import { decideWithEdits, policyControlsOf } from './decide-with-edits.ts';
import { entriesFor, keptEdits } from './entries.ts';
import { BucketGoneError } from './errors.ts';
import { exemptingOf, readExemptingTag } from './exempting.ts';
import { finish } from './finish.ts';
import { forget, isRemembered } from './forget.ts';
import { idsOf } from './journal/ids.ts';
import { BucketBusyError, type Recalled } from './journal/journal.ts';
import { withoutPredecessor } from './journal/made-anew.ts';
import { findOverwritten } from './journal/overwritten.ts';
import { type Recovered, recover } from './journal/recover.ts';
import type { LookContext, LookResult, LookServices } from './look-services.ts';
import { observe } from './observe.ts';
import { clearedWrites, withPolicyWrite } from './policy-writes.ts';
import { leftToPeople, type OwnWrites, staleReads, withoutStale } from './stale-reads.ts';

/**
 * Looks at one bucket and repairs it: observe, decide, record, apply, tell, in this order and never
 * back. A bucket that is as it was left costs reads only. What an event contradicts is not judged: it may be older
 * than that event.
 * @throws {BucketGoneError} where the bucket is gone.
 * @throws {BucketElsewhereError} where it is in another Region.
 * @throws {BucketBusyError} where another look has the bucket just now.
 */
export async function look(
  services: LookServices,
  bucket: Bucket,
  causes: Report['causes'],
  { evidence = NO_EVIDENCE, isPatient = true }: LookContext = {},
): Promise<LookResult> {
  const { journal, controls, settings } = services;
  const s3 = services.s3(bucket.region);
  const readFromMs = Date.now();
  const { observations: seen, memory: known, exemptions, tag } = await read(services, s3, bucket);
  const memory = withoutPredecessor(known, causes);
  const nowMs = Date.now();
  if (isLeased(memory, nowMs)) {
    throw new BucketBusyError(`another look is at bucket ${bucket.name}`);
  }
  const ownWrites = ownWritesOf(memory, controls);
  const doubtful = new Set(evidence.unconfirmed.map(({ cause }) => cause.id));
  const credible = causes.filter(({ id }) => !doubtful.has(id));
  const stale = staleReads(seen, credible, ownWrites, nowMs);
  const observations = isPatient ? withoutStale(seen, stale) : seen;
  const { policy } = observations;
  const recovered = await recover(journal, bucket.name, memory, observations, (facets) =>
    observe(s3, bucket, facets),
  );
  const policyWrites = clearedWrites(memory.policyWrites, recovered.settled, nowMs);
  const { settled } = recovered;
  const overwritten = await findOverwritten(journal, bucket.name, {
    causes,
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
    ? slowDown(writable, memory.fixes, services.slowDown, nowMs)
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
    findingsAfter(results, proposals, memory.findings, enabled);
  const isRefusedAnew =
    isRefusalDue(plan.results, memory, nowMs) && (services.refusals?.concern(plan.results) ?? true);
  if (
    memory === known &&
    !isRefusedAnew &&
    !isAnythingToDo(
      plan,
      memory,
      recovered,
      unclear,
      waits,
      findingsOf(plan.results, plan.proposals),
    )
  ) {
    const report = reportOf(bucket, causes, plan, withWays(plan.results), []);
    return { report, untoldTopics: [], isMoreToTell: false, ...left };
  }
  // Calls that are tried again take their time: another look may have come and gone between two reads.
  if (isClosedSince(memory, readFromMs)) {
    throw new BucketBusyError(`another look was at bucket ${bucket.name} while it was read`);
  }
  const entries = entriesFor(plan, bucket, causes, nowMs);
  const kept = keptEdits(unclear, bucket, policy, nowMs);
  const leased: BucketMemory = {
    ...memory,
    leasedUntilMs: nowMs + services.leaseMs,
    // What is settled counts as open until it is closed: this look may not live to do it.
    open: [...memory.open, ...idsOf(entries)],
    policyWrites: withPolicyWrite(policyWrites, {
      entries,
      // The policy is read once more with the record. What was edited until then is seen, or was replaced.
      readFromMs: Date.now(),
      writtenAtMs: nowMs + services.leaseMs,
      restored,
    }),
  };
  const restoring = entries.find(isOfPolicy);
  const restoration = restored && restoring && { eventId: restored.causeId, change: restoring.id };
  const record = () =>
    journal.record(bucket.name, memory, leased, [...entries, ...kept], { restoration });
  const held = { ...leased, version: memory.version + 1 };
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
      report: reportOf(bucket, causes, plan, withWays(results), withIds(applied.changes, entries)),
      held,
      before: memory,
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
async function read(services: LookServices, s3: S3Client, bucket: Bucket): Promise<Read> {
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
      const { memory } = await recalled;
      if (isRemembered(memory)) await forget(journal, bucket.name, memory, []);
    }
    throw error;
  }
}

function isAnythingToDo(
  plan: Plan,
  memory: BucketMemory,
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
    memory.untoldTopics.length > 0 ||
    undoneToTell(waits, memory.undoneToldMs, Date.now()).length > 0 ||
    !areSameFindings(findings, memory.findings)
  );
}

/** When the service itself last wrote what it merges, as far as the memory goes back. */
function ownWritesOf(
  { policyWrites, fixes }: BucketMemory,
  controls: readonly AnyControl[],
): OwnWrites {
  const ofEncryption = controls.filter(({ writes }) => writes.includes('encryption'));
  return {
    policy: Math.max(...policyWrites.map(({ writtenAtMs }) => writtenAtMs)),
    encryption: Math.max(...ofEncryption.flatMap(({ id }) => fixes[id] ?? [])),
  };
}

async function applyPlan(
  { journal, isRecordSlow, isClockDoubted }: LookServices,
  s3: S3Client,
  bucket: Bucket,
  plan: Plan,
  entries: readonly JournalEntry[],
  held: BucketMemory,
  around: Pick<Around, 'record' | 'decideAgain'>,
): Promise<Applied> {
  const isOurs = async () => (await journal.recall(bucket.name)).memory.version === held.version;
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
  causes: Report['causes'],
  { proposals }: Plan,
  results: Report['results'],
  changes: Report['changes'],
): Report {
  return { bucket, causes, results, changes, proposals, finishedAt: new Date().toISOString() };
}

/** Causes in the order in which they happened, each once. */
export function oldestFirst(causes: Report['causes']): [...Report['causes']] {
  // One event may be delivered twice.
  const distinct = new Map(causes.map((cause) => [cause.id, cause])).values();
  const [first, ...rest] = [...distinct].sort((a, b) => a.time.localeCompare(b.time));
  return first === undefined ? [...causes] : [first, ...rest];
}
