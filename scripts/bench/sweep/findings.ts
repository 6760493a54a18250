import { MEASURED } from '../../costs/measured.ts';
import type { Finding } from '../finding.ts';
import type { Measured } from './measure.ts';
import { lambdaMinutes, priceOf } from './projection.ts';

const MILLION = 1_000_000;
/** As many as the settings allow unless they say otherwise. */
const INSTANCES = MEASURED.sweepInstances.value;

/** Where in its time a sweep is under way: several at work do not run out of it at once. */
const BEGINNING = 0.1;
const END = 0.75;

/** Of a limit of requests per second: what may be left unused, and what may be throttled. */
const LARGEST_UNUSED = 0.2;
const LARGEST_THROTTLED = 0.05;
/** Pages of the list, spread over their buckets. */
const CALLS_A_BUCKET = 4.01;
/** Ten times the buckets may take no more memory, but for what the garbage collector has not got round to. */
const MEMORY_GROWTH = 1.5;
const LINEAR = 1.25;

/** What one sweep without a limit took. */
export function sizeFindings(measured: Measured): Finding[] {
  const { buckets } = measured.account;
  const about = `${buckets} buckets`;
  const rate = bucketsASecond(measured);
  const calls = sum(measured.counts.operations) / buckets;
  return [
    { what: `${about}: buckets a second`, kind: 'time', measured: rate, text: rate.toFixed(0) },
    {
      what: `${about}: calls a bucket`,
      kind: 'count',
      measured: calls,
      text: calls.toFixed(3),
      budget: CALLS_A_BUCKET,
      budgetText: '4, and the list',
    },
    {
      what: `${about}: processor time a bucket`,
      kind: 'time',
      measured: cpuMsABucket(measured),
      text: `${cpuMsABucket(measured).toFixed(1)} ms of a core`,
    },
    {
      what: `${about}: peak memory`,
      kind: 'size',
      measured: measured.peakBytes,
      text: `${(measured.peakBytes / 1e6).toFixed(0)} MB`,
    },
    givenUpFinding(about, measured),
  ];
}

/** How time and memory grow from one size of account to the next. */
export function growthFindings(smaller: Measured, larger: Measured): Finding[] {
  const about = `from ${smaller.account.buckets} to ${larger.account.buckets} buckets`;
  const time = bucketsASecond(smaller) / bucketsASecond(larger);
  const memory = larger.peakBytes / smaller.peakBytes;
  return [
    {
      what: `${about}: time a bucket, by that before`,
      kind: 'time',
      measured: time,
      text: `${time.toFixed(2)} times`,
      budget: LINEAR,
      budgetText: `at most ${LINEAR} times`,
    },
    {
      what: `${about}: peak memory, by that before`,
      kind: 'size',
      measured: memory,
      text: `${memory.toFixed(2)} times`,
      budget: MEMORY_GROWTH,
      budgetText: `at most ${MEMORY_GROWTH} times`,
    },
  ];
}

/** How a sweep kept to a limit. */
export function limitFindings(measured: Measured): Finding[] {
  const { account, how, counts } = measured;
  const about = `${account.limit} requests/s, ${how.instances} × ${how.concurrency} looks at once`;
  const answered = underWay(counts.answeredBySecond);
  const unused = 1 - answered / account.limit;
  const throttled = counts.throttled / counts.s3;
  return [
    {
      what: `${about}: limit left unused`,
      kind: 'time',
      measured: unused,
      text: `${percent(unused)} (${answered.toFixed(0)} answered a second)`,
      budget: LARGEST_UNUSED,
      budgetText: `at most ${percent(LARGEST_UNUSED)}`,
    },
    {
      what: `${about}: calls throttled`,
      kind: 'count',
      measured: throttled,
      text: percent(throttled),
      budget: LARGEST_THROTTLED,
      budgetText: `under ${percent(LARGEST_THROTTLED)}`,
    },
    givenUpFinding(about, measured),
  ];
}

/** What a million buckets would take and cost by what was measured. */
export function millionFindings(measured: Measured): Finding[] {
  const work = {
    buckets: MILLION,
    chunk: measured.how.chunk,
    cpuMsABucket: cpuMsABucket(measured),
  };
  const minutes = (where: string, value: number): Finding => ({
    what: `1,000,000 buckets: time ${where}`,
    kind: 'time',
    measured: value,
    text: `${value.toFixed(0)} min`,
  });
  const price = priceOf(work);
  return [
    minutes('with 1 at work here', MILLION / bucketsASecond(measured) / 60),
    minutes(`with ${INSTANCES} functions at work`, lambdaMinutes(work, INSTANCES)),
    {
      what: '1,000,000 buckets: price',
      kind: 'time',
      measured: price,
      text: `$${price.toFixed(2)}`,
    },
  ];
}

/** What a sweep does a second between its beginning, when no limit is known, and its end, when work runs out. */
function underWay(bySecond: readonly number[]): number {
  const middle = bySecond.slice(
    Math.ceil(bySecond.length * BEGINNING),
    Math.floor(bySecond.length * END),
  );
  return middle.reduce((total, count) => total + count, 0) / middle.length;
}

function givenUpFinding(about: string, { outcomes, account }: Measured): Finding {
  const { compliant = 0, fixed = 0 } = outcomes;
  const givenUp = account.buckets - compliant - fixed;
  return {
    what: `${about}: buckets neither found compliant nor fixed`,
    kind: 'count',
    measured: givenUp,
    text: `${givenUp}`,
    budget: 0,
    budgetText: 'none',
  };
}

function bucketsASecond({ account, seconds }: Measured): number {
  return account.buckets / seconds;
}

function cpuMsABucket({ account, cpuSeconds }: Measured): number {
  return (cpuSeconds * 1000) / account.buckets;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}
