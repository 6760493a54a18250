import { SEVERITIES, type Severity } from '../../model/status.ts';

/** The highest of several; `low` where there is none. */
export function highestOf(severities: Iterable<Severity>): Severity {
  const found = new Set(severities);
  return SEVERITIES.find((severity) => found.has(severity)) ?? 'low';
}
