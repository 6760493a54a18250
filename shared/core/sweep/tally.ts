import { isProblem, SEVERITIES, STATUS_NAMES } from '../../model/status.ts';
import { refusedResults } from '../refusal/tell-again.ts';
import type { Report } from '../report.ts';
import type { ListedBucket } from './message.ts';
import type { RefusedBucket, SweepFinding, SweptOutcome } from './summary.ts';
import { type Unheard, unheardOf } from './unheard.ts';

/** What a sweep remembers of some of its buckets. */
export interface Tally {
  /** Buckets by outcome. */
  readonly outcomes: Readonly<Partial<Record<SweptOutcome, number>>>;
  /** By control id and status. */
  readonly controls: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** The ten worst that are still not compliant. */
  readonly worst: readonly SweepFinding[];
  /** Ten of what was fixed. */
  readonly fixed: readonly SweepFinding[];
  /** Buckets at which S3 refuses the service, the first fifty by name. */
  readonly refused: readonly RefusedBucket[];
  /** How many these are in all. */
  readonly refusedBuckets: number;
  /** Buckets that were repaired though no event had told of their drift; undefined where there are none. */
  readonly unheard?: Unheard | undefined;
}

/** How one bucket came out of a sweep: its report, or why there is none. */
export type Swept =
  | { readonly report: Report; readonly isUnheard?: boolean }
  | { readonly bucket: ListedBucket; readonly outcome: 'gone' }
  | { readonly bucket: ListedBucket; readonly outcome: 'unavailable'; readonly reason: string };

/** Findings of each kind that a summary shows. */
const MOST_FINDINGS = 10;
/** More than of others: each of them is a bucket that nobody looks after. */
const MOST_REFUSED = 50;

const UNREAD = 'every control';

/** Counts buckets by outcome, controls by status, and keeps the findings that are worth a line. */
export function tallyOf(swept: readonly Swept[]): Tally {
  const outcomes: Partial<Record<SweptOutcome, number>> = {};
  const controls: Record<string, Record<string, number>> = {};
  for (const one of swept) {
    const outcome = sweptOutcomeOf(one);
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    if (!('report' in one)) continue;
    for (const { control, status } of one.report.results) {
      const counts = controls[control] ?? {};
      controls[control] = { ...counts, [status]: (counts[status] ?? 0) + 1 };
    }
  }
  const findings = swept.flatMap(findingsOf);
  const refused = swept.flatMap(refusedOf);
  const unheard = unheardOf(
    swept.flatMap((one) => ('report' in one && one.isUnheard ? [one.report.bucket.name] : [])),
  );
  return {
    ...{ outcomes, controls, ...sorted(findings) },
    refused: firstRefused(refused),
    refusedBuckets: refused.length,
    ...(unheard && { unheard }),
  };
}

/** Of the refused buckets of several tallies those that a summary names. */
export function firstRefused(refused: readonly RefusedBucket[]): RefusedBucket[] {
  return [...refused]
    .sort((left, right) => left.bucket.localeCompare(right.bucket))
    .slice(0, MOST_REFUSED);
}

/** The findings of several tallies that are worth a line: the worst of all. */
export function sorted(findings: readonly SweepFinding[]): Pick<Tally, 'worst' | 'fixed'> {
  const ordered = [...findings].sort(byUrgency);
  return {
    worst: ordered.filter(({ status }) => status !== 'fixed').slice(0, MOST_FINDINGS),
    fixed: ordered.filter(({ status }) => status === 'fixed').slice(0, MOST_FINDINGS),
  };
}

/** How a sweep left a bucket: what is still wrong with it outranks what was put right. */
export function sweptOutcomeOf(swept: Swept): SweptOutcome {
  if (!('report' in swept)) return swept.outcome;
  const statuses = new Set(swept.report.results.map(({ status }) => status));
  return STATUS_NAMES.find((status) => statuses.has(status)) ?? 'compliant';
}

function refusedOf(swept: Swept): RefusedBucket[] {
  if (!('report' in swept)) return [];
  const { bucket, results } = swept.report;
  const refused = refusedResults(results);
  const obstacle = (refused.find((each) => each.obstacle?.refusedBy) ?? refused[0])?.obstacle;
  if (obstacle === undefined) return [];
  const { kind, refusedBy } = obstacle;
  return [
    {
      ...{ bucket: bucket.name, region: bucket.region, obstacle: kind },
      controls: refused.map(({ control }) => control),
      ...(refusedBy === undefined ? {} : { refusedBy }),
    },
  ];
}

function findingsOf(swept: Swept): SweepFinding[] {
  if (!('report' in swept)) {
    if (swept.outcome === 'gone') return [];
    const { name, region } = swept.bucket;
    const { outcome: status, reason } = swept;
    return [{ bucket: name, region, control: UNREAD, severity: 'high', status, reason }];
  }
  const { bucket, results } = swept.report;
  return results.flatMap(({ control, severity, status, reason = '', obstacle }) => {
    if (!isProblem(status)) return [];
    const why = [reason, obstacle?.detail].filter(Boolean).join(': ').slice(0, 500);
    return [{ bucket: bucket.name, region: bucket.region, control, severity, status, reason: why }];
  });
}

/** The most severe first; of these, what needs somebody first. */
function byUrgency(left: SweepFinding, right: SweepFinding): number {
  return (
    SEVERITIES.indexOf(left.severity) - SEVERITIES.indexOf(right.severity) ||
    STATUS_NAMES.indexOf(left.status) - STATUS_NAMES.indexOf(right.status) ||
    left.bucket.localeCompare(right.bucket)
  );
}
