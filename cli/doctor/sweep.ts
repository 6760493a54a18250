import { isRunning } from '../../shared/aws/sweep/start.ts';
import type { SweepStore } from '../../shared/aws/sweep/store.ts';
import { doneBuckets, type SweepProgress } from '../../shared/core/sweep/progress.ts';
import { count } from '../output/print.ts';
import type { Check } from './check.ts';

/** Whether sweeps come to their end. */
export async function checkSweep(
  sweeps: Pick<SweepStore, 'latest'>,
  command: string,
): Promise<Check[]> {
  return [sweepVerdict(await sweeps.latest(), Date.now(), command)];
}

/** @param command starts another one. */
export function sweepVerdict(
  latest: SweepProgress | undefined,
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
  const { id, startedAt, finishedAt, buckets } = latest;
  if (finishedAt !== undefined) {
    const text = `the last sweep ended at ${finishedAt}, after ${count(buckets, 'bucket')}`;
    return { state: 'good', text };
  }
  if (isRunning(latest, nowMs)) {
    const done = doneBuckets(latest);
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
