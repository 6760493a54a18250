/** Waits between tries, both in the unit that is wanted. */
export interface BackOff {
  readonly first: number;
  readonly longest: number;
}

/** The wait after so many tries that failed, in the unit of the back-off: it doubles with each, up to the longest. */
export function waitAfter({ first, longest }: BackOff, failed: number): number {
  return Math.min(first * 2 ** Math.max(0, failed - 1), longest);
}
