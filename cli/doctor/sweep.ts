import type { Check } from '../../shared/core/hearing/check.ts';
import { doneBuckets, isGivenUp } from '../../shared/core/sweep/progress.ts';
import type { Settings } from '../../shared/settings.ts';
import { isRunning } from '../../shared/sweep/start.ts';
import type { LatestSweep, SweepStore } from '../../shared/sweep/store.ts';
import { count } from '../shared/output/print.ts';

/** Whether sweeps come to their end. */
export async function checkSweep(
  sweeps: Pick<SweepStore, 'latest'>,
  schedule: Settings['sweep']['schedule'],
  command: string,
): Promise<Check[]> {
  return [sweepVerdict(await sweeps.latest(), schedule, Date.now(), command)];
}

/** @param command starts another one. */
export function sweepVerdict(
  latest: LatestSweep | undefined,
  schedule: Settings['sweep']['schedule'],
  nowMs: number,
  command: string,
): Check {
  if (latest === undefined) {
    return {
      state: 'bad',
      text: 'no sweep has looked at the account yet',
      advice: `the first one follows the deployment within minutes; or start it: ${command}`,
    };
  }
  if (latest.progress === undefined) {
    const text = `the last sweep, ${latest.id}, is so long ago that its record has expired`;
    if (schedule === 'off') {
      return { state: 'optional', text: `${text}: sweep.schedule is off` };
    }
    return {
      state: 'bad',
      text,
      advice: `have one look at the account: ${command}; sweep.schedule says when others do`,
    };
  }
  const { id, startedAt, finishedAt, buckets } = latest.progress;
  if (finishedAt !== undefined && !isGivenUp(latest.progress)) {
    const text = `the last sweep ended at ${finishedAt}, after ${count(buckets, 'bucket')}`;
    return { state: 'good', text };
  }
  if (isRunning(latest.progress, nowMs)) {
    const done = doneBuckets(latest.progress);
    return {
      state: 'good',
      text: `sweep ${id} is at work: ${done} of ${count(buckets, 'bucket')}`,
    };
  }
  return {
    state: 'bad',
    text: `sweep ${id} of ${startedAt} did not come to its end`,
    advice: `its dead-letter queue says why; once that is mended: ${command}`,
  };
}
