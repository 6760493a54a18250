import { doneBuckets, isComplete, type SweepProgress } from '../../core/sweep/progress.ts';
import type { SweepSummary } from '../../core/sweep/summary.ts';
import { describeError } from '../errors.ts';
import type { Deadline, SweepServices } from './services.ts';

/** Enough to tell the summary, tries included. */
const FINISH_MS = 15_000;

/** Takes the last step of a sweep that is complete; where it fails or time is short, its message is left to do it. */
export async function finishOrHandOn(
  services: SweepServices,
  sweep: string,
  deadline: Deadline,
): Promise<void> {
  if (deadline.remainingMs() >= FINISH_MS) {
    try {
      return await finishSweep(services, sweep, deadline);
    } catch (error) {
      const reason = describeError(error);
      services.telemetry.step('the summary of a sweep is told later', { sweep, reason });
    }
  }
  await services.send([{ kind: 'finish', sweep }]);
}

/** Tells the summary of a sweep, once, and ends it. */
export async function finishSweep(
  services: SweepServices,
  sweep: string,
  deadline: Deadline,
): Promise<void> {
  const { store } = services;
  const progress = await store.find(sweep);
  if (progress === undefined) throw new Error(`there is no sweep ${sweep}`);
  if (progress.finishedAt !== undefined) return;
  const telling = await tell(services, progress, deadline);
  if (telling === undefined) {
    throw new Error(`the summary of sweep ${sweep} is being told by another`);
  }
  if (telling.untoldTopics.length > 0) {
    await store.summaryTold(sweep, telling.untoldTopics);
    throw new Error(`the summary could not be published to ${telling.untoldTopics.join(', ')}`);
  }
  await end(services, telling);
}

/**
 * Ends a sweep that does not get on, as far as it came: its summary is told, and whoever does not take it stands
 * in the way of no other sweep.
 * @returns false where another is ending it just now.
 */
export async function giveUpSweep(
  services: SweepServices,
  progress: SweepProgress,
  deadline: Deadline,
): Promise<boolean> {
  const telling = await tell(services, progress, deadline);
  if (telling !== undefined) await end(services, telling);
  return telling !== undefined;
}

/** A summary that was told. */
interface Telling {
  readonly summary: SweepSummary;
  /** Topics that did not take it. */
  readonly untoldTopics: readonly string[];
}

/** @returns undefined where another is telling it just now. */
async function tell(
  services: SweepServices,
  progress: SweepProgress,
  deadline: Deadline,
): Promise<Telling | undefined> {
  const { store } = services;
  const { id, untoldTopics: late } = progress;
  if (!(await store.claimSummary(id, Date.now() + deadline.remainingMs()))) return undefined;
  const finishedAt = new Date().toISOString();
  const [findings, expiring] = await Promise.all([store.findings(id), services.tellOfExemptions()]);
  const { refused: named, ...rest } = findings;
  const refused = { buckets: progress.refusedBuckets ?? 0, named };
  const summary = summaryOf(services, progress, { ...rest, refused, expiring, finishedAt });
  const untoldTopics = await services.tellSummary(summary, late ? { only: late } : {});
  return { summary, untoldTopics };
}

async function end(
  { store, telemetry, alertsTopicArn }: SweepServices,
  { summary, untoldTopics }: Telling,
): Promise<void> {
  const { id: sweep, finishedAt, incomplete } = summary;
  // Buckets that were not looked at would be missing, as if they were gone.
  if (incomplete === undefined) telemetry.summary(summary);
  const isSeen = incomplete === undefined && !untoldTopics.includes(alertsTopicArn);
  await store.end(sweep, { finishedAt, isSeen, untoldTopics });
  const what = incomplete === undefined ? 'a sweep ended' : 'a sweep was given up';
  telemetry.step(what, { sweep, untoldTopics, ...summary });
}

function summaryOf(
  { own, settings }: SweepServices,
  progress: SweepProgress,
  rest: Pick<SweepSummary, 'worst' | 'fixed' | 'refused' | 'expiring' | 'finishedAt'>,
): SweepSummary {
  const { id, trigger, mode, isFirst, startedAt, buckets, outcomes, controls, regions } = progress;
  const forwarded = new Set([own.region, ...settings.regions]);
  const unforwarded = Object.entries(regions)
    .filter(([region]) => !forwarded.has(region))
    .map(([region, count]) => ({ region, buckets: count }))
    .sort((a, b) => b.buckets - a.buckets);
  const { account, region } = own;
  return {
    ...{ id, account, region, trigger, mode, isFirst, startedAt, buckets, outcomes, controls },
    ...(!isComplete(progress) && { incomplete: { counted: doneBuckets(progress) } }),
    unforwarded,
    ...rest,
  };
}
