import {
  ASSUMPTIONS,
  type Assumptions,
  DAYS_A_MONTH,
  HOURS_A_MONTH,
  MINUTES_A_MONTH,
} from './assumptions.ts';
import { type Line, line, totalOf } from './line.ts';
import { type Looks, reconcileLines, reconcilesOf, repairStorageBytes } from './look-lines.ts';
import { MEASURED } from './measured.ts';
import { PRICES, type Price } from './prices.ts';
import { silenceLines } from './silence-lines.ts';
import { sweepLines, sweepStorageBytes } from './sweep-lines.ts';

/** Of events, and of sweeps. */
const QUEUES = 2;
const BYTES_A_GB = 1e9;

/** Line by line, what an account of so many buckets costs a month. */
export function costsOf(buckets: number, assumptions: Assumptions = ASSUMPTIONS): Line[] {
  const { sweepsAMonth } = assumptions;
  const looks = reconcilesOf(buckets, assumptions);
  const sweeps = sweepLines(
    {
      buckets,
      sweeps: sweepsAMonth,
      chunkBuckets: MEASURED.chunkBuckets.value,
      ownMs: MEASURED.sweptCpuMs.value,
    },
    assumptions,
  );
  const work = [...sweeps, ...reconcileLines(looks, assumptions), ...silenceLines(assumptions)];
  const standing = standingLines(buckets, looks, assumptions, work);
  return byService([...work, ...standing]);
}

export function monthlyTotal(buckets: number, assumptions: Assumptions = ASSUMPTIONS): number {
  return totalOf(costsOf(buckets, assumptions));
}

/** What is billed for being there: storage, polls, metrics and alarms. */
function standingLines(
  buckets: number,
  looks: Looks,
  { sweepsAMonth, pollsAMinute }: Assumptions,
  work: readonly Line[],
): Line[] {
  const stored =
    (repairStorageBytes(looks) + sweepStorageBytes(buckets, sweepsAMonth)) / BYTES_A_GB;
  const logged = quantityOf(work, PRICES.logsIngested);
  return [
    line(PRICES.dynamodbStorage, 'the journal, when it is full', stored),
    line(PRICES.dynamodbRecovery, 'the journal, when it is full', stored),
    line(PRICES.sqsRequests, 'empty polls of both queues', QUEUES * pollsAMinute * MINUTES_A_MONTH),
    line(
      PRICES.logsKept,
      'all lines, uncompressed',
      (logged * MEASURED.logDays.value) / DAYS_A_MONTH,
    ),
    line(PRICES.customMetrics, 'of looks and sweeps', metricMonths(looks, sweepsAMonth)),
    line(PRICES.alarms, 'of the home Region', MEASURED.alarms.value),
  ];
}

/** A metric is billed for the hours in which it is sent. */
function metricMonths({ compliant, broken }: Looks, sweeps: number): number {
  const hours = (times: number) => Math.min(times, HOURS_A_MONTH);
  const { compliantSeries, brokenSeries, sweepSeries } = MEASURED;
  return (
    (compliantSeries.value * hours(compliant) +
      brokenSeries.value * hours(broken) +
      sweepSeries.value * hours(sweeps)) /
    HOURS_A_MONTH
  );
}

function quantityOf(lines: readonly Line[], price: Price): number {
  return lines.filter((each) => each.price === price).reduce((sum, each) => sum + each.quantity, 0);
}

/** In the order of the prices, so that what one service bills stands together. */
function byService(lines: readonly Line[]): Line[] {
  const prices: readonly Price[] = Object.values(PRICES);
  return [...lines].sort((a, b) => prices.indexOf(a.price) - prices.indexOf(b.price));
}
