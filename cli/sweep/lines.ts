import { doneBuckets, isGivenUp, type SweepProgress } from '../../shared/core/sweep/progress.ts';
import type { SweepMode, SweptOutcome } from '../../shared/core/sweep/summary.ts';
import { OUTCOMES_BY_RANK, PROBLEM_STATUSES, type Status } from '../../shared/model/status.ts';
import { isRunning } from '../../shared/sweep/start.ts';
import { paint } from '../shared/output/print.ts';
import { tableLines } from '../shared/output/table.ts';

const BAR_WIDTH = 30;
/** As they are read: what is well, what was written, and what is left. */
const SWEPT_STATUSES: readonly Status[] = ['compliant', ...OUTCOMES_BY_RANK];
const LEFT: readonly SweptOutcome[] = PROBLEM_STATUSES.filter((status) => status !== 'fixed');

/** What a sweep of each mode does, as what follows its subject. */
export const MODES = {
  audit: 'writes nothing',
  'by-settings': 'repairs by the modes of the settings',
} as const satisfies Record<SweepMode, string>;

/** How far a running sweep is, in a line: `████░░ 412 of 1,204 buckets`. */
export function progressLine(progress: SweepProgress): string {
  const done = doneBuckets(progress);
  const { buckets, isListed } = progress;
  const filled = buckets === 0 ? 0 : Math.floor((done / buckets) * BAR_WIDTH);
  const bar = `${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)}`;
  const soFar = isListed ? '' : ' listed so far';
  return `${bar} ${grouped(done)} of ${grouped(buckets)} buckets${soFar}`;
}

/** A sweep for a person: what it is, how far it is or how it ended, and the controls in a table. */
export function sweepLines(progress: SweepProgress, nowMs: number): string[] {
  const {
    id,
    trigger,
    askedBy,
    mode,
    isFirst,
    startedAt,
    refusedBuckets = 0,
    unheardBuckets = 0,
  } = progress;
  const starter = askedBy === undefined ? TRIGGERS[trigger] : `${TRIGGERS[trigger]} (${askedBy})`;
  const outcomes = Object.entries(progress.outcomes).map(
    ([outcome, count]) => `${grouped(count)} ${outcome}`,
  );
  return [
    `${paint('bold', `Sweep ${id}`)}  ${isFirst ? 'the first, ' : ''}started by ${starter}; ${MODES[mode]}`,
    `Started  ${startedAt}`,
    stateLine(progress, nowMs),
    `Buckets  ${grouped(progress.buckets)}${outcomes.length > 0 ? `: ${outcomes.join(', ')}` : ''}`,
    ...(refusedBuckets > 0
      ? [
          `Refused  S3 refuses the service at ${grouped(refusedBuckets)} of them; the summary names them`,
        ]
      : []),
    ...(unheardBuckets > 0
      ? [
          `Unheard  no event had told of the drift of ${grouped(unheardBuckets)} of them that were fixed; the summary names them`,
        ]
      : []),
    '',
    ...controlTable(progress.controls),
  ];
}

/** The controls with how many buckets they found how; of the statuses only those that there are. */
function controlTable(controls: SweepProgress['controls']): string[] {
  const counted = Object.entries(controls);
  const columns = SWEPT_STATUSES.filter(
    (status) => status === 'compliant' || counted.some(([, counts]) => (counts[status] ?? 0) > 0),
  );
  return tableLines(
    ['Control', ...columns],
    counted.map(([control, counts]) => [
      control,
      ...columns.map((status) => grouped(counts[status] ?? 0)),
    ]),
  );
}

function stateLine(progress: SweepProgress, nowMs: number): string {
  const { finishedAt } = progress;
  if (isRunning(progress, nowMs)) return `Running  ${progressLine(progress)}`;
  if (finishedAt === undefined) {
    return `Stalled  ${progressLine(progress)}; the next sweep gives it up`;
  }
  return isGivenUp(progress)
    ? `Given up ${finishedAt}: ${progressLine(progress)}`
    : `Ended    ${finishedAt}`;
}

const TRIGGERS = {
  schedule: 'the schedule',
  deployment: 'the first deployment',
  person: 'a person',
} as const;

/** Whether a sweep left buckets that are not compliant. */
export function leftSomething({ outcomes }: Pick<SweepProgress, 'outcomes'>): boolean {
  return LEFT.some((outcome) => (outcomes[outcome] ?? 0) > 0);
}

function grouped(count: number): string {
  return count.toLocaleString('en');
}
