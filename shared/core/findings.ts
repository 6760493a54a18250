import type { Change } from '../model/facet.ts';
import { fingerprint } from './alert/fingerprint.ts';
import type { ControlResult } from './report.ts';

/**
 * A fingerprint of what a look found and did not end: the same findings give the same, and are told
 * about once. Undefined where there are none.
 * @param last the fingerprint of the look before: it stands where a facet could not be read this time
 */
export function findingsOf(
  results: readonly ControlResult[],
  proposals: readonly Change[],
  last: string | undefined,
): string | undefined {
  if (results.some(({ status }) => status === 'unavailable' || status === 'slowed')) return last;
  const findings = results
    .filter(({ status }) => status === 'blocked' || status === 'audited')
    .map(({ control, status, reason, obstacle }) => [control, status, reason, obstacle?.kind]);
  if (findings.length === 0) return undefined;
  const wanted = proposals.map(({ facet, before, after }) => [facet, before, after]);
  return fingerprint(JSON.stringify([findings, wanted]));
}
