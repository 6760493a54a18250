import { MEASURED } from './measured.ts';

/** A function of this memory has one core; of less, its share of one. */
const MB_OF_A_CORE = 1769;

/** How much of a core the functions have. */
export const CORE_SHARE = MEASURED.memoryMb.value / MB_OF_A_CORE;

/** How long a function is billed for work that waits for rounds of calls and needs a core for some time. */
export function billedMs(work: {
  readonly rounds: number;
  readonly callMs: number;
  readonly ownMs: number;
}): number {
  return work.rounds * work.callMs + work.ownMs / CORE_SHARE;
}

/** How long one bucket of many takes an instance that looks at several at once. */
export function sweptMs(callMs: number, ownMs: number): number {
  const waiting = (MEASURED.compliantRounds.value * callMs) / MEASURED.reconcilesAtOnce.value;
  // Looks that wait leave the core to the others: what there is less of decides.
  return Math.max(waiting, ownMs / CORE_SHARE);
}

/** What Lambda bills of so many ms. */
export function gigabyteSeconds(ms: number): number {
  return (ms / 1000) * (MEASURED.memoryMb.value / 1024);
}
