import pMap from 'p-map';
import { BucketGoneError, describeError } from '../aws/errors.ts';
import { type BackOff, waitAfter } from '../core/back-off.ts';
import type { BucketState } from '../core/journal.ts';
import { auditing } from '../core/modes.ts';
import { isRefusedByBucket } from '../core/refusal/tell-again.ts';
import { outcomeOf, type Report } from '../core/report.ts';
import { type ChunkPlace, chunkIdOf, readChunkId } from '../core/sweep/chunk-id.ts';
import {
  type ChunkMessage,
  type ListedBucket,
  RefusedSweepMessageError,
} from '../core/sweep/message.ts';
import { isComplete, type SweepProgress } from '../core/sweep/progress.ts';
import { type ChunkEnd, failureOf, partOf, type Rest } from '../core/sweep/rest.ts';
import { tallyOf } from '../core/sweep/tally.ts';
import { isUnheard } from '../core/sweep/unheard.ts';
import { BucketBusyError } from '../journal/journal.ts';
import type { Audience } from '../notify/alerts.ts';
import { reconcile } from '../reconcile/reconcile.ts';
import { type ReconcileServices, untoldReason } from '../reconcile/services.ts';
import { whereItIs } from '../reconcile/where-it-is.ts';
import { withEarlierRepairs } from './earlier-repairs.ts';
import { findUnended } from './find-unended.ts';
import { finishOrHandOn } from './finish.ts';
import { findRecordedChunk } from './on-record.ts';
import { ReconcileTime } from './reconcile-time.ts';
import type { Deadline, SweepServices } from './services.ts';

/** Before another try; SQS delays a message no longer than the longest. */
const BACK_OFF_SECONDS: BackOff = { first: 15, longest: 900 };

/** Alerts of refusals that one sweep sends: those beyond it stand in the summary, and are due at the next one. */
const MOST_ALERTS = 20;

/**
 * Looks at the buckets of a chunk and counts them; what could not be finished is handed on.
 * @throws {RefusedSweepMessageError} where the sweep's record has no such chunk.
 */
export async function sweepChunk(
  services: SweepServices,
  { sweep, chunk }: ChunkMessage,
  deadline: Deadline,
): Promise<void> {
  const { store } = services;
  const place = readChunkId(chunk);
  const notOnRecord = `no page or chunk on the record of sweep ${sweep} made chunk ${chunk}`;
  if (place === undefined) throw new RefusedSweepMessageError(notOnRecord);
  const counted = await store.findChunk(sweep, chunk);
  let rest = counted?.rest;
  if (counted === undefined) {
    const progress = await findUnended(services, sweep);
    if (progress === undefined) return;
    const recorded = await findRecordedChunk(store, sweep, place);
    if (recorded === undefined) throw new RefusedSweepMessageError(notOnRecord);
    services.pacing.shareAmong(functionsAtWork(progress, services.settings.sweep.maxConcurrency));
    const { buckets, failures, ofPage } = recorded;
    const ends = await reconcileAll(services, progress, buckets, deadline);
    const giveUpAfterMs = services.settings.retry.giveUpAfterSeconds * 1000;
    const part = partOf(ends, failures, { nowMs: Date.now(), giveUpAfterMs });
    rest = part.rest;
    if (!(await store.chunkDone(sweep, chunk, { tally: tallyOf(part.swept), rest, ofPage }))) {
      // Another copy of the message was first: what it left is what is left.
      rest = (await store.findChunk(sweep, chunk))?.rest;
    }
  }
  if (rest !== undefined) await handOn(services, sweep, place, rest);
  const after = await store.find(sweep);
  if (after !== undefined && isComplete(after)) await finishOrHandOn(services, sweep, deadline);
}

/** How many functions look at chunks just now, at the most. */
function functionsAtWork(
  { isListed, chunks, doneChunks }: SweepProgress,
  maxConcurrency: number,
): number {
  return isListed ? Math.min(chunks - doneChunks, maxConcurrency) : maxConcurrency;
}

async function reconcileAll(
  services: SweepServices,
  progress: SweepProgress,
  buckets: readonly ListedBucket[],
  deadline: Deadline,
): Promise<ChunkEnd[]> {
  const reconcileServices: ReconcileServices = {
    s3: services.s3,
    journal: services.journal,
    isRecordSlow: true,
    controls: services.controls,
    settings: progress.mode === 'audit' ? auditing(services.settings) : services.settings,
    slowDown: services.settings.slowDown,
    ownRoles: services.ownRoles,
    leaseMs: deadline.remainingMs(),
    recalled: await services.recallMany(buckets.map(({ name }) => name)),
    // News are told by the summary; what an earlier look owes to somebody is told now, and so is a refusal that is due:
    // a summary has no room for the statement that ends it.
    tell: async (report: Report, audience: Audience, isRefusal: boolean) =>
      audience.only === undefined && !isRefusal ? [] : services.tellReport(report, audience),
    refusals: {
      concern: isRefusedByBucket,
      claim: () => services.store.claimAlert(progress.id, MOST_ALERTS),
    },
  };
  const time = new ReconcileTime(deadline);
  return pMap(
    buckets,
    async (bucket): Promise<ChunkEnd> => {
      if (!time.isEnough()) return { bucket, left: 'unseen' };
      const { value: end, isOutOfTime } = await time.look(() =>
        reconcileOne(services, reconcileServices, progress, bucket),
      );
      // Calls that were never made say nothing of the bucket.
      return 'left' in end && isOutOfTime ? { bucket, left: 'unseen' } : end;
    },
    { concurrency: services.limits.atOnce },
  );
}

async function reconcileOne(
  services: SweepServices,
  reconcileServices: ReconcileServices,
  progress: SweepProgress,
  bucket: ListedBucket,
): Promise<ChunkEnd> {
  const { telemetry } = services;
  const { account, partition } = services.own;
  const trigger = { kind: 'sweep', id: progress.id, time: progress.startedAt } as const;
  try {
    const looked = await freshly(reconcileServices, async (fresh) => {
      const result = await whereItIs({ kind: 'bucket', ...bucket, account, partition }, (there) =>
        reconcile(fresh, there, [trigger]),
      );
      const recalled = fresh.recalled?.get(bucket.name);
      const all = await withEarlierRepairs(services, progress, result.report, recalled);
      return { ...result, report: all };
    });
    const { report } = looked;
    const unread = report.results.find(({ status }) => status === 'unavailable');
    const outcome = outcomeOf(report);
    if (outcome !== 'compliant') telemetry.looked(report, outcome);
    // What was written must count even where the rest of the bucket has to be tried again.
    if (unread !== undefined && report.changes.length === 0) {
      return { bucket, left: 'failed', reason: unread.reason ?? unread.control };
    }
    const untold = untoldReason(looked);
    if (untold !== undefined) return { bucket, left: 'failed', reason: untold };
    const state = reconcileServices.recalled?.get(bucket.name)?.state;
    return { report, isUnheard: wasUnheard(services, progress, report, state) };
  } catch (error) {
    if (error instanceof BucketGoneError) return { bucket, outcome: 'gone' };
    return { bucket, left: 'failed', reason: describeError(error) };
  }
}

/** Whether drift was repaired that an event should have told of. */
function wasUnheard(
  { settings, own }: SweepServices,
  { isComparable, mode }: SweepProgress,
  report: Report,
  state: BucketState | undefined,
): boolean {
  if (isComparable !== true || mode !== 'by-settings') return false;
  return isUnheard(report, state, {
    nowMs: Date.now(),
    regions: [own.region, ...settings.regions],
    exemptions: settings.exemptions,
  });
}

/** Looks by what was read ahead, and once more without it where that is no longer the last. */
async function freshly<Value>(
  services: ReconcileServices,
  attempt: (services: ReconcileServices) => Promise<Value>,
): Promise<Value> {
  try {
    return await attempt(services);
  } catch (error) {
    if (!(error instanceof BucketBusyError)) throw error;
    return attempt({ ...services, recalled: undefined });
  }
}

/** Hands on what the chunk left: its record has the buckets. */
async function handOn(
  services: SweepServices,
  sweep: string,
  place: ChunkPlace,
  rest: Rest,
): Promise<void> {
  const chunk = chunkIdOf({ ...place, rests: place.rests + 1 });
  const isOutOfTime = rest.buckets.some(({ name }) => failureOf(rest.failures, name) === undefined);
  const delaySeconds = waitAfter(BACK_OFF_SECONDS, place.rests + 1);
  await services.send([{ kind: 'chunk', sweep, chunk }], isOutOfTime ? 0 : delaySeconds);
}
