import type { Change } from '../model/facet.ts';
import { STATUSES } from '../model/status.ts';
import { fingerprint } from './alert/fingerprint.ts';
import type { ControlResult } from './report.ts';

/** What stays of a resource until somebody does something: a fingerprint of it, by control id. */
export type Findings = Readonly<Record<string, string>>;

/**
 * The findings after a reconcile: the same finding has the same fingerprint, and people are notified of it once.
 * @param results of the controls that were judged
 * @param before the findings so far: they stand for controls that could not be read or whose repair waits, and for
 * those that were not judged this time
 * @param enabled ids of all controls that are not off for the resource
 */
export function findingsAfter(
  results: readonly ControlResult[],
  proposals: readonly Change[],
  before: Findings,
  enabled: readonly string[],
): Findings {
  const judged = new Set(results.map(({ control }) => control));
  const unjudged = enabled.filter((control) => !judged.has(control));
  const unsettled = results.filter(({ status }) => !STATUSES[status].isFinished);
  const kept = [...unjudged, ...unsettled.map(({ control }) => control)].flatMap((control) => {
    const finding = before[control];
    return finding === undefined ? [] : [[control, finding] as const];
  });
  const found = results
    .filter(({ status }) => STATUSES[status].isFinding)
    .map((result) => [result.control, findingOf(result, proposals)] as const);
  return Object.fromEntries([...kept, ...found]);
}

/** Ids of the controls whose findings people were not notified of yet. */
export function newFindings(findings: Findings, before: Findings): string[] {
  return Object.keys(findings).filter((control) => findings[control] !== before[control]);
}

/** Whether two reconciles found the same. */
export function areSameFindings(left: Findings, right: Findings): boolean {
  const isSize = Object.keys(left).length === Object.keys(right).length;
  return isSize && newFindings(left, right).length === 0;
}

function findingOf(
  { control, status, reason, obstacle }: ControlResult,
  proposals: readonly Change[],
): string {
  const wanted = proposals
    .filter(({ controls }) => controls.includes(control))
    .map(({ facet, before, after }) => [facet, before, after]);
  return fingerprint(JSON.stringify([status, reason, obstacle?.kind, wanted]));
}
