import type { Exemption } from '../core/exemptions.ts';

const DAY_MS = 86_400_000;

/** A person's computer may be ahead of the service by so much. */
const AHEAD_MS = 15 * 60_000;

/** An exemption that says from when to when it counts. */
export type TimedExemption = Exemption & {
  readonly createdAt: string;
  readonly expires: string;
  readonly withdrawn?: unknown;
};

/**
 * Exemptions as far as they count: whoever wrote one past the commands has it end when the longest time after its
 * creation is over. One that is to begin later, whose times nobody can read, or that was ended by a person does not
 * count at all.
 */
export function limited<Timed extends TimedExemption>(
  exemptions: readonly Timed[],
  longestDays: number,
  nowMs: number,
): Timed[] {
  return exemptions.flatMap((exemption) => {
    if (exemption.withdrawn !== undefined) return [];
    const [fromMs, toMs] = [Date.parse(exemption.createdAt), Date.parse(exemption.expires)];
    if (Number.isNaN(fromMs) || Number.isNaN(toMs) || fromMs > nowMs + AHEAD_MS) return [];
    const endMs = Math.min(toMs, fromMs + longestDays * DAY_MS);
    return [{ ...exemption, expires: new Date(endMs).toISOString() }];
  });
}
