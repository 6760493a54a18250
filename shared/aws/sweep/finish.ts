import type { SweepProgress } from '../../core/sweep/progress.ts';
import type { SweepSummary } from '../../core/sweep/summary.ts';
import type { SweepServices } from './services.ts';

/** Tells the summary of a sweep, once, and ends it. */
export async function finishSweep(services: SweepServices, sweep: string): Promise<void> {
  const { store, telemetry } = services;
  const progress = await store.find(sweep);
  if (progress === undefined) throw new Error(`there is no sweep ${sweep}`);
  if (progress.finishedAt !== undefined) return;
  if (!(await store.claimSummary(sweep, Date.now() + services.limits.claimMs))) {
    throw new Error(`the summary of sweep ${sweep} is being told by another`);
  }
  const finishedAt = new Date().toISOString();
  const [findings, expiring] = await Promise.all([
    store.findings(sweep),
    services.tellEndingExemptions(),
  ]);
  const summary = summaryOf(services, progress, { ...findings, expiring, finishedAt });
  const late = progress.untoldTopics;
  const untold = await services.tellSummary(summary, late ? { only: late } : {});
  if (untold.length > 0) {
    await store.summaryTold(sweep, untold);
    throw new Error(`the summary could not be published to ${untold.join(', ')}`);
  }
  await store.end(sweep, finishedAt);
  telemetry.summary(summary);
  telemetry.step('a sweep ended', { sweep, ...summary });
}

function summaryOf(
  { own, settings }: SweepServices,
  { id, trigger, mode, isFirst, startedAt, buckets, outcomes, controls, regions }: SweepProgress,
  rest: Pick<SweepSummary, 'worst' | 'fixed' | 'expiring' | 'finishedAt'>,
): SweepSummary {
  const forwarded = new Set([own.region, ...settings.regions]);
  const unforwarded = Object.entries(regions)
    .filter(([region]) => !forwarded.has(region))
    .map(([region, count]) => ({ region, buckets: count }))
    .sort((a, b) => b.buckets - a.buckets);
  const { account, region } = own;
  return {
    ...{ id, account, region, trigger, mode, isFirst, startedAt, buckets, outcomes, controls },
    unforwarded,
    ...rest,
  };
}
