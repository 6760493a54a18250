import type { Severity } from '../control.ts';

const SEVERITIES = ['critical', 'high', 'medium', 'low'] as const satisfies readonly Severity[];

/** The highest of several; `low` where there is none. */
export function highestOf(severities: Iterable<Severity>): Severity {
  const found = new Set(severities);
  return SEVERITIES.find((severity) => found.has(severity)) ?? 'low';
}
