import { ASSUMPTIONS, type Assumptions } from '../costs/assumptions.ts';
import { costsOf, monthlyTotal } from '../costs/compute.ts';
import { elsewhereOf } from '../costs/elsewhere.ts';
import { CORE_SHARE, sweptMs } from '../costs/lambda-time.ts';
import { type Line, totalOf } from '../costs/line.ts';
import { MEASURED } from '../costs/measured.ts';
import { ELSEWHERE_PRICES, PRICES, type Price } from '../costs/prices.ts';
import { LOOKED_UP } from '../costs/sources.ts';
import { count, dollars, tableOf, unitPrice } from './costs-text.ts';

const SIZES = [100, 10_000, 1_000_000] as const;
const LARGEST = 1_000_000;
const WEEKLY: Assumptions = { ...ASSUMPTIONS, sweepsAMonth: 30 / 7 };
const MONTHLY: Assumptions = { ...ASSUMPTIONS, sweepsAMonth: 1 };

/** docs/costs.md: what the service costs a month, line by line. */
export function costsPage(): string {
  return `<!-- Written by "npm run generate" from scripts/costs/. Do not edit. -->

# Costs

What Bucket Warden costs a month in one account, at AWS's list prices for us-east-1, by what was measured of
its calls, bytes and processor time. Not a bill: nothing of this ran on AWS. Free tiers are left out.

${tableOf(['Buckets', 'A month', 'With a sweep a week', 'With a sweep a month'], SIZES.map(totalsRow))}

${SIZES.map(sizeSection).join('\n\n')}

## What dominates, and how to lower it

${dominating()}

## What is not in it

Other services of the account may bill for what this one does, where the account has them:

${tableOf(['What', 'At', ...SIZES.map((size) => `${count(size)} buckets`)], elsewhereRows())}

- GuardDuty and a second trail bill for each management event, and so for each setting that a sweep reads. In
  large accounts that is **more than the service itself**: sweep less often there.
- The first trail of management events is free, its files in S3 are not. \`trail: 'create'\` logs writes only.
- The encryption, by KMS, of what owners upload once a bucket's default is a KMS algorithm; a customer-managed key.
- Chat, queues and other subscribers of the alerts; looking at logs, metrics and the journal.
- A first sweep that has much to repair: each repair is ${repairPrice()}, mails left out.
- Each forwarded Region: an alarm on two metrics (${unitPrice(PRICES.alarms)} each), and the events that it sends home.
- Data between Regions: about 3 KB for each look at a bucket elsewhere.
- Tries: a call that S3 throttles is not billed, but the function is while it waits.

## Assumed

${tableOf(['What', 'Is'], assumptionRows())}

## Measured

Counts and bytes on the local AWS; times on 2 cores, under the load that is named.

${tableOf(
  ['What', 'Is', 'Shown or set by'],
  Object.values(MEASURED).map(({ what, value, unit, how }) => [
    what,
    `${count(value)} ${unit}`.trim(),
    how,
  ]),
)}

A function of ${MEASURED.memoryMb.value} MB has ${CORE_SHARE.toFixed(2)} of a core, so own work takes ${(1 / CORE_SHARE).toFixed(1)} times as long there. A swept bucket is billed
as ${sweptMs(ASSUMPTIONS.callMs, MEASURED.sweptCpuMs.value).toFixed(0)} ms: ${MEASURED.reconcilesAtOnce.value} looks share an instance, and what they wait for overlaps.

## Prices

Looked up on ${LOOKED_UP} in copies of public pages: AWS's own pages of prices could not be had with their
figures. The date is the one that the source states, or on which its text was last changed. The prices of
Lambda, SQS and SNS publishes are the same in Infracost's copy of AWS's list.

${tableOf(['Service', 'Unit', 'Price', 'Source', 'Of'], [...Object.values(PRICES), ...Object.values(ELSEWHERE_PRICES)].map(priceRow))}

Rules of billing, by AWS's documentation:

- S3 counts PUT, COPY, POST and LIST requests as tier 1 and "GET and all other non-Tier1 requests" as tier 2
  ([usage reports](https://docs.aws.amazon.com/AmazonS3/latest/userguide/aws-usage-report-understand.html)); answers with 4XX are billed, those with 5XX are not
  ([errors](https://docs.aws.amazon.com/AmazonS3/latest/userguide/ErrorCodeBilling.html)). That reading a bucket's *settings* is billed as well is said
  nowhere in so many words; [a sample of AWS's](https://github.com/aws-samples/sample-cfm-tips-mcp) takes it for free. It is counted as billed.
- DynamoDB writes 1 KB a unit and reads 4 KB, a transaction two units for each
  ([on-demand](https://aws.amazon.com/dynamodb/pricing/on-demand/)).
- Management events of AWS services reach the default bus for free ([EventBridge](https://aws.amazon.com/eventbridge/pricing/)).
- An alarm by metric math is billed for each metric that it watches; S3 bills no request that deletes, as a heartbeat is
  ([CloudWatch](https://aws.amazon.com/cloudwatch/pricing/), [S3](https://aws.amazon.com/s3/pricing/)).
- A custom metric is one name with one set of dimensions, billed by the hour in which it is sent
  ([CloudWatch](https://aws.amazon.com/cloudwatch/pricing/)).
- Lambda polls a queue with five at once where its concurrency is limited
  ([scaling](https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html)); that each poll takes 20 seconds is assumed.

Not verified: the price of events to another Region, of S3's PUT requests for settings (taken as any PUT), and
all prices as of today. A price in the table may have changed since its source was written.
`;
}

/** README.md with its totals, between `<!-- costs -->` and `<!-- /costs -->`. */
export function readmeWithCosts(current: string): string {
  const [small, middle, large] = SIZES.map((size) => `**$${Math.round(monthlyTotal(size))}**`);
  const text = `At list prices of us-east-1, swept daily and without free tiers, a month costs about ${small} for 100 buckets,
${middle} for 10,000 and ${large} for 1,000,000. [docs/costs.md](docs/costs.md) has it line by line, with what was
measured, what is assumed and what is left out.`;
  return current.replace(
    /(<!-- costs -->\n).*?(<!-- \/costs -->)/s,
    (_, start, end) => `${start}${text}\n${end}`,
  );
}

function totalsRow(size: number): string[] {
  return [
    count(size),
    ...[ASSUMPTIONS, WEEKLY, MONTHLY].map((assumed) => dollars(monthlyTotal(size, assumed))),
  ];
}

function sizeSection(size: number): string {
  const lines = costsOf(size);
  const rows = lines.map(({ price, what, quantity, dollars: cost }) => [
    price.service,
    what,
    `${count(quantity)} ${shortUnit(price)}`,
    unitPrice(price),
    dollars(cost),
  ]);
  const total = ['**Total**', '', '', '', `**${dollars(totalOf(lines))}**`];
  return `## ${count(size)} buckets

${tableOf(['Service', 'What', 'Quantity', 'Price', 'Dollars'], [...rows, total])}`;
}

/** What comes after a comma explains the unit, and stands in the table of prices. */
function shortUnit({ unit }: Price): string {
  return unit.replace(/,.*| of up to.*/, '');
}

function dominating(): string {
  const share = (lines: readonly Line[], part: readonly Line[]) =>
    `${((totalOf(part) / totalOf(lines)) * 100).toFixed(0)} %`;
  const large = costsOf(LARGEST);
  const small = costsOf(SIZES[0]);
  const ofSweeps = large.filter(({ what }) => what.startsWith('sweeps'));
  const reads = large.filter(({ price, what }) => price === PRICES.s3Reads && what === 'sweeps');
  const polls = small.filter(({ what }) => what.startsWith('empty polls'));
  const alarms = small.filter(({ price }) => price === PRICES.alarms);
  const beats = small.filter(({ what }) => /heartbeats/.test(what));
  const busier = { ...ASSUMPTIONS, eventsABucket: ASSUMPTIONS.eventsABucket + 1 };
  return `- ${count(LARGEST)} buckets: sweeps are ${share(large, ofSweeps)} of the total, their reads of settings alone ${share(large, reads)}. Events
  find drift within seconds without them; a sweep finds what no event told of. Set \`sweep.schedule\` to
  \`cron(0 3 ? * SUN *)\` to find that later and pay less.
- One call more about each bucket a month adds ${dollars(monthlyTotal(LARGEST, busier) - monthlyTotal(LARGEST))} there.
- ${count(SIZES[0])} buckets: ${share(small, [...polls, ...alarms, ...beats])} is for being there, that is ${dollars(totalOf(polls))} of polls, ${dollars(totalOf(alarms))} of alarms
  and ${dollars(totalOf(beats))} of heartbeats, most of it for their metric.
- Metrics do not grow with buckets: at most ${MEASURED.allSeries.value} of them exist (${dollars(MEASURED.allSeries.value * PRICES.customMetrics.dollars)} a month if each were sent every hour).
- If S3 throttles, a sweep takes longer and Lambda bills the wait; a lower \`sweep.maxConcurrency\` bills less of it.`;
}

function elsewhereRows(): string[][] {
  const bySize = SIZES.map((size) => elsewhereOf(size));
  return (bySize[0] ?? []).map(({ price, what }, index) => [
    `${price.service}: ${what}`,
    `${unitPrice(price)} (${price.unit})`,
    ...bySize.map((lines) => dollars(lines[index]?.dollars ?? Number.NaN)),
  ]);
}

function repairPrice(): string {
  const withOne = costsOf(LARGEST, { ...ASSUMPTIONS, mailAddresses: 0, shareBroken: 1 });
  const withNone = costsOf(LARGEST, { ...ASSUMPTIONS, mailAddresses: 0, shareBroken: 0 });
  const thousand = ((totalOf(withOne) - totalOf(withNone)) / LARGEST) * 1000;
  return `${dollars(thousand)} a thousand`;
}

function assumptionRows(): string[][] {
  const { sweepsAMonth, eventsABucket, shareBroken, mailAddresses } = ASSUMPTIONS;
  const { callMs, coldStartMs, idleMinutes, platformLogBytes, pollsAMinute } = ASSUMPTIONS;
  return [
    ['sweeps a month, in which there is nothing to repair', `${sweepsAMonth}`],
    [
      'calls about a bucket, a month, that the rules pass on, findings of AWS Config among them',
      `${eventsABucket}, each a batch of its own`,
    ],
    ['of the looks after them, broken in all three settings', `${shareBroken * 100} %`],
    ['mail addresses', `${mailAddresses}`],
    ['a call to S3 or DynamoDB', `${callMs} ms`],
    ['a cold start', `${coldStartMs} ms, after ${idleMinutes} idle minutes`],
    ["Lambda's own log lines, a request", `${platformLogBytes} bytes`],
    ['polls of an idle queue', `${pollsAMinute} a minute`],
    ['a month', '30 days; the journal as full as it gets'],
    ['Regions', 'one, that of the service'],
  ];
}

function priceRow(price: Price): string[] {
  const { service, unit, source } = price;
  return source === undefined
    ? [service, unit, unitPrice(price), '**not verified**', '']
    : [service, unit, unitPrice(price), `[${source.title}](${source.url})`, source.date];
}
