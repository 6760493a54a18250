import { type Findings, newFindings } from '../core/findings.ts';
import { type BucketState, isRepair, type JournalEntry } from '../core/journal.ts';
import { isRefusalDue, refusalToldMsAfter } from '../core/refusal/tell-again.ts';
import type { Report } from '../core/report.ts';
import { undoneToldBy, undoneToTell, type Wait, withFixes } from '../core/slow-down.ts';
import type { Closing } from '../journal/closings.ts';
import { idsOf } from '../journal/ids.ts';
import { isMoreLeft, type Recovered, withRecovered } from '../journal/recover.ts';
import type { Applied } from './apply.ts';
import { settledPolicyWrites } from './lost-edits/policy-writes.ts';
import type { ReconcileResult, ReconcileServices } from './services.ts';

const FINDINGS = new Set<string>(['blocked', 'audited', 'slowed']);

type Services = Pick<ReconcileServices, 'journal' | 'tell' | 'controls' | 'refusals'>;

/** A look that has written what it could. */
export interface Finished {
  readonly report: Report;
  /** The state as this look left it when it took the bucket for itself. */
  readonly held: BucketState;
  /** The state as it was before. */
  readonly before: BucketState;
  readonly recovered: Recovered;
  readonly entries: readonly JournalEntry[];
  readonly applied: Applied;
  /** Controls whose repair waits. */
  readonly waits: readonly Wait[];
  /** The findings that are left. */
  readonly findings: Findings;
}

/** Tells what there is to tell, then closes the journal on it. */
export async function finish(
  services: Services,
  finished: Finished,
): Promise<Pick<ReconcileResult, 'report' | 'untoldTopics' | 'isMoreToTell'>> {
  const { report, held, before, recovered, entries, applied, waits } = finished;
  const isRefusal = await isRefusalToTell(services, finished);
  const telling = await tellNews(services, finished, isRefusal);
  const { isTold, isLateTold } = telling;
  const [uncertain, certain] = partition(entries, (entry) =>
    applied.uncertain.has(entry.change.facet),
  );
  const closings: Closing[] = [
    ...recovered.settled.map((entry) => {
      const { id, state, failure, undoes } = entry;
      const isNews = state === 'applied' && isRepair(entry);
      return { id, state, failure, undoes, alert: isNews ? alertState(isTold) : ('none' as const) };
    }),
    ...(isLateTold ? recovered.untold.map(({ id }) => ({ id, alert: 'told' as const })) : []),
    ...certain.map((entry) => closingOf(entry, applied, isTold)),
  ];
  // A repair of several writes is one.
  const repaired = [...new Set(applied.changes.flatMap((change) => change.controls))];
  const fixes = withFixes(before.fixes, repaired, Date.now());
  const next: BucketState = {
    ...held,
    leasedUntilMs: 0,
    closedAtMs: Date.now(),
    open: [...recovered.stillOpen, ...idsOf(uncertain)],
    untold: [
      ...(isLateTold ? [] : idsOf(recovered.untold)),
      ...recovered.stillUntold,
      ...idsOf(closings.filter(({ alert }) => alert === 'pending')),
    ],
    untoldTopics: telling.untoldTopics,
    findings: finished.findings,
    refusalToldMs: refusalToldMsAfter(
      report.results,
      before,
      isRefusal || (telling.isNews && services.refusals === undefined),
      Date.now(),
    ),
    fixes,
    policyWrites: settledPolicyWrites(held.policyWrites, entries, applied),
    undoneToldMs: undoneToldBy(waits, before.undoneToldMs, fixes, Date.now()),
  };
  await services.journal.close(report.bucket.name, held, next, closings);
  return {
    report: withRecovered(report, recovered, services.controls),
    untoldTopics: telling.untoldTopics,
    isMoreToTell: isTold && isMoreLeft(before, recovered),
  };
}

/** Whether this look has to tell that S3 refuses the service, be it news or not. */
async function isRefusalToTell(
  { refusals }: Services,
  { report: { results }, before }: Finished,
): Promise<boolean> {
  if (!isRefusalDue(results, before, Date.now())) return false;
  return refusals === undefined || (refusals.concern(results) && (await refusals.claim()));
}

/** What became of telling. */
interface Telling {
  readonly isNews: boolean;
  /** Topics that still have something to hear. */
  readonly untoldTopics: readonly string[];
  /** Whether everybody took what this look had to tell. */
  readonly isTold: boolean;
  /** Whether what earlier looks could not tell is told by now. */
  readonly isLateTold: boolean;
}

/** Tells every topic what is new, and those that missed something what they missed: nobody hears twice. */
async function tellNews(
  { tell, controls }: Services,
  finished: Finished,
  isRefusal: boolean,
): Promise<Telling> {
  const { report, before, recovered, waits } = finished;
  const late = before.untoldTopics;
  const news = withRecovered(report, { ...recovered, untold: [] }, controls);
  const isNews =
    isRefusal ||
    news.changes.length > 0 ||
    newFindings(finished.findings, before.findings).length > 0 ||
    undoneToTell(waits, before.undoneToldMs, Date.now()).length > 0;
  const hasFindings = report.results.some(({ status }) => FINDINGS.has(status));
  const isLate = late.length > 0 && (recovered.untold.length > 0 || hasFindings);
  const [lateUntold, newsUntold] = await Promise.all([
    isLate ? tell(withRecovered(report, recovered, controls), { only: late }, isRefusal) : [],
    isNews ? tell(news, isLate ? { except: late } : {}, isRefusal) : [],
  ]);
  // A finding that is still there but could not be seen this time waits for a look that sees it.
  const isWaiting =
    (!isLate && Object.keys(finished.findings).length > 0) || recovered.stillUntold.length > 0;
  return {
    isNews,
    untoldTopics: [...new Set([...lateUntold, ...newsUntold, ...(isWaiting ? late : [])])],
    isTold: lateUntold.length + newsUntold.length === 0,
    isLateTold: lateUntold.length === 0,
  };
}

function partition<Each>(
  all: readonly Each[],
  isFirst: (each: Each) => boolean,
): [readonly Each[], readonly Each[]] {
  return [all.filter(isFirst), all.filter((each) => !isFirst(each))];
}

function alertState(isTold: boolean): 'told' | 'pending' {
  return isTold ? 'told' : 'pending';
}

function closingOf(entry: JournalEntry, applied: Applied, isTold: boolean): Closing {
  const failure = applied.failures.get(entry.change.facet);
  return failure === undefined
    ? { id: entry.id, state: 'applied', alert: isTold ? 'told' : 'pending' }
    : { id: entry.id, state: 'failed', alert: 'none', failure };
}
