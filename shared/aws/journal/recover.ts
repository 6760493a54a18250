import type { Observations } from '../../core/facet.ts';
import { type BucketMemory, type JournalEntry, settle } from '../../core/journal.ts';
import type { Report } from '../../core/report.ts';
import type { Journal } from './journal.ts';

/** What looks before this one left behind. */
export interface Recovered {
  /** Changes that were open, with what became of them. */
  readonly settled: readonly JournalEntry[];
  /** Changes that were open and still are: what is really there could not be read. */
  readonly stillOpen: readonly string[];
  /** Changes that were made and that nobody was told about. */
  readonly untold: readonly JournalEntry[];
}

/** Settles what a crashed look left open, by what is really there. Costs nothing where nothing was. */
export async function recover(
  journal: Journal,
  bucket: string,
  memory: BucketMemory,
  observations: Observations,
): Promise<Recovered> {
  const [open, untold] = await Promise.all([
    journal.read(bucket, memory.open),
    journal.read(bucket, memory.untold),
  ]);
  const settled: JournalEntry[] = [];
  const stillOpen: string[] = [];
  for (const entry of open) {
    const state = settle(entry, observations[entry.change.facet]);
    if (state === undefined) stillOpen.push(entry.id);
    else settled.push({ ...entry, state });
  }
  return { settled, stillOpen, untold };
}

/** The report of a look, with what looks before it did and did not live to tell. */
export function withRecovered(
  report: Report,
  { settled, untold }: Pick<Recovered, 'settled' | 'untold'>,
): Report {
  // What a person put back by now is no news.
  const made = [
    ...untold.filter(({ state }) => state !== 'undone'),
    ...settled.filter(({ state }) => state === 'applied'),
  ];
  if (made.length === 0) return report;
  const reasons: Record<string, string> = Object.assign({}, ...made.map((entry) => entry.reasons));
  const results = report.results.map((result) => {
    const reason = reasons[result.control];
    return result.status === 'compliant' && reason !== undefined
      ? { ...result, status: 'fixed' as const, reason }
      : result;
  });
  const seen = new Set(report.causes.map(({ id }) => id));
  const earlier = made.flatMap((entry) => entry.causes).filter(({ id }) => !seen.has(id));
  const [first, ...rest] = [...new Map(earlier.map((cause) => [cause.id, cause])).values()];
  return {
    ...report,
    causes: first === undefined ? report.causes : [first, ...rest, ...report.causes],
    results,
    changes: [...made.map((entry) => ({ ...entry.change, id: entry.id })), ...report.changes],
  };
}
