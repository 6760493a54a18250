import { describeError } from '../aws/errors.ts';
import { hearingFindings } from '../core/hearing/check.ts';
import { chunkIdOf } from '../core/sweep/chunk-id.ts';
import { doneBuckets, isComplete, type SweepProgress } from '../core/sweep/progress.ts';
import type { SweepSummary } from '../core/sweep/summary.ts';
import { type CountedChunk, uncountedChunks } from '../core/sweep/uncounted.ts';
import { repairedAs } from '../core/sweep/unheard.ts';
import type { Deadline, SweepServices } from './services.ts';
import type { SweepResults } from './store.ts';

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

/**
 * Tells the summary of a sweep, once, and ends it, where its record has every chunk of every page; whoever says that
 * it is done too early is not believed.
 */
export async function finishSweep(
  services: SweepServices,
  sweep: string,
  deadline: Deadline,
): Promise<void> {
  const { store, telemetry } = services;
  const progress = await store.find(sweep);
  if (progress === undefined) throw new Error(`there is no sweep ${sweep}`);
  if (progress.finishedAt !== undefined) return;
  if (!isComplete(progress)) {
    telemetry.step('a sweep that is not complete was to be ended', { sweep });
    return;
  }
  const results = await store.results(sweep);
  const wrong = await whatIsMissing(services, progress, results.counted);
  if (wrong !== undefined) throw new Error(`sweep ${sweep} counts as complete, but ${wrong}`);
  const telling = await tell(services, progress, { ...results, isWhole: true }, deadline);
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
  const results = await services.store.results(progress.id);
  const wrong = await whatIsMissing(services, progress, results.counted);
  const isWhole = isComplete(progress) && wrong === undefined;
  const telling = await tell(services, progress, { ...results, isWhole }, deadline);
  if (telling !== undefined) await end(services, telling);
  return telling !== undefined;
}

/** What the record of a sweep should have and has not; undefined where every bucket of every page was counted. */
async function whatIsMissing(
  { store }: SweepServices,
  progress: SweepProgress,
  counted: readonly CountedChunk[],
): Promise<string | undefined> {
  const { id, listedPages, buckets } = progress;
  for (const place of uncountedChunks(counted, listedPages)) {
    const { page, index } = place;
    // An empty page has no chunk.
    const isEmpty = index === 0 && (await store.findPage(id, page))?.buckets.length === 0;
    if (!isEmpty) return `chunk ${chunkIdOf(place)} is not on record`;
  }
  const done = doneBuckets(progress);
  return done === buckets ? undefined : `${done} of ${buckets} buckets were counted`;
}

/** What a sweep found, and whether that is of every bucket. */
interface Found extends SweepResults {
  readonly isWhole: boolean;
}

/** A summary that was told. */
interface Telling {
  readonly summary: SweepSummary;
  /** Topics that did not take it. */
  readonly untoldTopics: readonly string[];
  /** What the sweep judged by. */
  readonly judgedAs: string | undefined;
}

/** @returns undefined where another is telling it just now. */
async function tell(
  services: SweepServices,
  progress: SweepProgress,
  found: Found,
  deadline: Deadline,
): Promise<Telling | undefined> {
  const { store } = services;
  const { id, untoldTopics: late } = progress;
  if (!(await store.claimSummary(id, Date.now() + deadline.remainingMs()))) return undefined;
  const finishedAt = new Date().toISOString();
  const [expiring, checks] = await Promise.all([
    services.tellOfExemptions(),
    services.examineHearing(),
  ]);
  const hearing = hearingFindings(checks);
  const summary = summaryOf(services, progress, found, { expiring, hearing, finishedAt });
  const untoldTopics = await services.tellSummary(summary, late ? { only: late } : {});
  return { summary, untoldTopics, judgedAs: progress.judgedAs };
}

async function end(
  { store, telemetry, alertsTopicArn }: SweepServices,
  { summary, untoldTopics, judgedAs }: Telling,
): Promise<void> {
  const { id: sweep, finishedAt, incomplete, mode } = summary;
  // Buckets that were not looked at would be missing, as if they were gone.
  if (incomplete === undefined) telemetry.summary(summary);
  const isSeen = incomplete === undefined && !untoldTopics.includes(alertsTopicArn);
  const repaired = incomplete === undefined ? repairedAs({ ...summary, judgedAs }) : undefined;
  await store.end(sweep, {
    ...{ finishedAt, isSeen, untoldTopics },
    repairedAs: mode === 'by-settings' ? (repaired ?? null) : undefined,
  });
  const what = incomplete === undefined ? 'a sweep ended' : 'a sweep was given up';
  telemetry.step(what, { sweep, untoldTopics, ...summary });
}

function summaryOf(
  { own, settings }: SweepServices,
  progress: SweepProgress,
  { worst, fixed, refused, unheard = [], isWhole }: Found,
  rest: Pick<SweepSummary, 'expiring' | 'hearing' | 'finishedAt'>,
): SweepSummary {
  const { id, trigger, askedBy, mode, isFirst, startedAt, buckets, outcomes, controls } = progress;
  const forwarded = new Set([own.region, ...settings.regions]);
  const unforwarded = Object.entries(progress.regions)
    .filter(([region]) => !forwarded.has(region))
    .map(([region, count]) => ({ region, buckets: count }))
    .sort((a, b) => b.buckets - a.buckets);
  const { account, region } = own;
  return {
    ...{ id, account, region, trigger, mode, isFirst, startedAt, buckets, outcomes, controls },
    ...(askedBy !== undefined && { askedBy }),
    ...(!isWhole && { incomplete: { counted: doneBuckets(progress) } }),
    ...{ enforcing: settings.enforcing, unforwarded, worst, fixed },
    refused: { buckets: progress.refusedBuckets ?? 0, named: refused },
    ...(progress.isComparable && {
      unheard: { buckets: progress.unheardBuckets ?? 0, named: unheard },
    }),
    ...rest,
  };
}
