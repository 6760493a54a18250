import type { SweepProgress } from '../core/sweep/progress.ts';
import type { SweepServices } from './services.ts';

/**
 * The sweep that a step is of; undefined where it is over, which is said in the log: it was given up, the message
 * came back from the dead-letter queue, and another sweep may be at work.
 * @throws where there is no such sweep.
 */
export async function findUnended(
  { store, telemetry }: Pick<SweepServices, 'store' | 'telemetry'>,
  sweep: string,
): Promise<SweepProgress | undefined> {
  const progress = await store.find(sweep);
  if (progress === undefined) throw new Error(`there is no sweep ${sweep}`);
  if (progress.finishedAt === undefined) return progress;
  telemetry.step('a step of a sweep that is over was left out', { sweep });
  return undefined;
}
