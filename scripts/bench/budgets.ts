/** The budgets of the design. A change of the service meets them; they are not changed for it. */

export type Kind = 'compliant' | 'broken';

/** Calls that one look may make at most. */
export const CALLS = {
  compliant: {
    reads: 4,
    readRounds: 1,
    readsAgain: 0,
    writes: 0,
    journalWrites: 0,
    publishes: 0,
    others: 0,
  },
  broken: {
    reads: 4,
    readRounds: 1,
    readsAgain: 2,
    writes: 3,
    journalWrites: 2,
    publishes: 1,
    others: 0,
  },
} as const satisfies Record<Kind, Record<string, number>>;

/** Handling time, where every call takes `latencyMs`: a factor of it and what the function may take for itself. */
export const HANDLING = {
  compliant: { perLatency: 1.3, ownMs: 5 },
  broken: { perLatency: 5.5, ownMs: 15 },
} as const satisfies Record<Kind, { perLatency: number; ownMs: number }>;

export function handlingBudgetMs(kind: Kind, latencyMs: number): number {
  const { perLatency, ownMs } = HANDLING[kind];
  return perLatency * latencyMs + ownMs;
}

/** Minified, SDK included; a KB is 1000 bytes. */
export const BUNDLE_BYTES = 600_000;

/** Import time of the function, in import times of the bare AWS clients. */
export const IMPORT_RATIO = 1.2;
