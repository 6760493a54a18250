import { type BucketState, isRepair, type JournalEntry, settle } from '../core/journal.ts';
import type { ControlResult, Report } from '../core/report.ts';
import type { AnyControl } from '../model/control.ts';
import type { FacetName, Observation, Observations } from '../model/facet.ts';
import type { Journal } from './journal.ts';

/**
 * Of what earlier looks left, one look takes care of no more: an alert still lists that many changes where
 * it has to be shortened, and a transaction of DynamoDB closes a hundred at the most.
 */
const MOST_AT_ONCE = 15;

/** What looks before this one left behind. */
export interface Recovered {
  /** Changes that were open, with what became of them. */
  readonly settled: readonly JournalEntry[];
  /** Changes that were open and still are: what is really there could not be read, or another look's turn comes. */
  readonly stillOpen: readonly string[];
  /** Changes that were made and that nobody was told about. */
  readonly untold: readonly JournalEntry[];
  /** Such changes that wait for another look. */
  readonly stillUntold: readonly string[];
}

/**
 * Settles what a crashed look left open, by what is really there. Costs nothing where nothing was.
 * @param observations what the look observed; what it did not, as the control was switched off, is read.
 */
export async function recover(
  journal: Journal,
  bucket: string,
  state: BucketState,
  observations: Observations,
  observe: (facets: ReadonlySet<FacetName>) => Promise<Observations>,
): Promise<Recovered> {
  const fromUntold = Math.max(0, MOST_AT_ONCE - state.open.length);
  const [open, untold] = await Promise.all([
    journal.read(bucket, state.open.slice(0, MOST_AT_ONCE)),
    journal.read(bucket, state.untold.slice(0, fromUntold)),
  ]);
  const settled: JournalEntry[] = [];
  const stillOpen = state.open.slice(MOST_AT_ONCE);
  const facets = open.map(({ change }) => change.facet);
  const unjudged = await observe(new Set(facets.filter((facet) => !(facet in observations))));
  for (const entry of open) {
    const { facet } = entry.change;
    const settledEntry =
      settleEntry(entry, observations[facet]) ?? settleUnjudged(entry, unjudged[facet]);
    if (settledEntry === undefined) stillOpen.push(entry.id);
    else settled.push(settledEntry);
  }
  return { settled, stillOpen, untold, stillUntold: state.untold.slice(fromUntold) };
}

function settleEntry(
  entry: JournalEntry,
  live: Observation<unknown> | undefined,
): JournalEntry | undefined {
  const state = settle(entry, live);
  return state && { ...entry, state };
}

/** Settles a change of a facet that no control judges: the permission to read it may have gone with the control. */
function settleUnjudged(
  entry: JournalEntry,
  live: Observation<unknown> | undefined,
): JournalEntry | undefined {
  if (live?.state !== 'unknown' || live.reason === 'unavailable') return settleEntry(entry, live);
  const failure = `what became of it may not be read: ${live.detail}`;
  return { ...entry, state: 'superseded', failure };
}

/** Whether another look right after this one would get on with what is left. */
export function isMoreLeft({ open, untold }: BucketState, recovered: Recovered): boolean {
  const hasGotOn = recovered.settled.length + recovered.untold.length > 0;
  return hasGotOn && open.length + untold.length > MOST_AT_ONCE;
}

/**
 * The report of a look, with what looks before it did and did not live to tell.
 * @param controls all there are: one that was switched off since has a result of its own for what it changed.
 */
export function withRecovered(
  report: Report,
  { settled, untold }: Pick<Recovered, 'settled' | 'untold'>,
  controls: readonly AnyControl[],
): Report {
  // What a person put back by now is no news, and of the undo people are told by its exemption.
  const made = [
    ...untold.filter(({ state }) => state !== 'undone'),
    ...settled.filter(({ state }) => state === 'applied'),
  ].filter(isRepair);
  if (made.length === 0) return report;
  const reasons: Record<string, string> = Object.assign({}, ...made.map((entry) => entry.reasons));
  const results = report.results.map((result) => {
    const reason = reasons[result.control];
    return result.status === 'compliant' && reason !== undefined
      ? { ...result, status: 'fixed' as const, reason }
      : result;
  });
  const judged = new Set(results.map(({ control }) => control));
  const offByNow = controls.flatMap(({ id, title, severity }): ControlResult[] => {
    const reason = reasons[id];
    if (reason === undefined || judged.has(id)) return [];
    return [{ control: id, title, severity, status: 'fixed', reason }];
  });
  const seen = new Set(report.triggers.map(({ id }) => id));
  const earlier = made.flatMap((entry) => entry.triggers).filter(({ id }) => !seen.has(id));
  const [first, ...rest] = [...new Map(earlier.map((trigger) => [trigger.id, trigger])).values()];
  return {
    ...report,
    triggers: first === undefined ? report.triggers : [first, ...rest, ...report.triggers],
    results: [...results, ...offByNow],
    changes: [...made.map((entry) => ({ ...entry.change, id: entry.id })), ...report.changes],
  };
}
