import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { itemBytes } from '../../scripts/bench/costs/item-bytes.ts';
import { seriesIn } from '../../scripts/bench/costs/log-lines.ts';
import { lambdaMinutes, priceOf } from '../../scripts/bench/sweep/projection.ts';
import { ASSUMPTIONS } from '../../scripts/costs/assumptions.ts';
import { costsOf, monthlyTotal } from '../../scripts/costs/compute.ts';
import { elsewhereOf, evaluationDollars } from '../../scripts/costs/elsewhere.ts';
import { totalOf } from '../../scripts/costs/line.ts';
import { repairWriteUnits } from '../../scripts/costs/look-lines.ts';
import { MEASURED } from '../../scripts/costs/measured.ts';
import { ELSEWHERE_PRICES, PRICES, type Price } from '../../scripts/costs/prices.ts';
import { sweepLines } from '../../scripts/costs/sweep-lines.ts';

import { templateOf } from '../infra/synth.ts';

const textOf = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

function lineOf(buckets: number, price: Price, what: string) {
  const found = costsOf(buckets).filter((line) => line.price === price && line.what === what);
  expect(found).toHaveLength(1);
  return found[0] ?? expect.fail();
}

test('10,000 buckets, swept 30 times with three reads each, are 900,000 reads for $0.36', () => {
  const { quantity, dollars } = lineOf(10_000, PRICES.s3Reads, 'sweeps');
  expect(quantity).toBe(900_000);
  expect(dollars).toBeCloseTo(0.36, 10);
});

test('1,000,000 buckets with one event each, of which 5 % are broken, mail 100,000 alerts for $2', () => {
  const { quantity, dollars } = lineOf(1_000_000, PRICES.snsMails, 'alerts');
  expect(quantity).toBeCloseTo(100_000, 6);
  expect(dollars).toBeCloseTo(2, 10);
});

test('a repair writes 22 units: twice the state for 2, and three changes for 2 and 1 in the index', () => {
  expect(repairWriteUnits()).toBe(22);
});

test('a sweep of 1,000 buckets writes 171 units: 6, 4 for each of 5 chunks, and a page of 71 KB', () => {
  const sweep = { buckets: 1000, sweeps: 1, chunkBuckets: 200, ownMs: 5 };
  const writes = sweepLines(sweep, ASSUMPTIONS).find(
    (line) => line.price === PRICES.dynamodbWrites,
  );
  expect(writes?.quantity).toBe(6 + 5 * 4 + (2 + 2 * 71 + 1));
});

test('a swept bucket is billed by the share of a core that it needs, or by what it waits for', () => {
  const durationOf = (ownMs: number) =>
    sweepLines({ buckets: 1_000_000, sweeps: 1, chunkBuckets: 200, ownMs }, ASSUMPTIONS)[0]
      ?.quantity ?? Number.NaN;
  const others = (5000 * 5 + 1000 * 7) * 0.05;
  expect(durationOf(5.12)).toBeCloseTo((1_000_000 * 0.01769 + others) / 2, 3);
  expect(durationOf(0)).toBeCloseTo((1_000_000 * 0.0025 + others) / 2, 3);
});

test('what is for each bucket grows with them, and what is for being there does not', () => {
  const small = costsOf(100_000);
  const large = costsOf(1_000_000);
  const standing = new Set([
    'empty polls of both queues',
    'of the home Region',
    'on silence, by the metrics that they watch',
    'heartbeats',
  ]);
  for (const [index, line] of large.entries()) {
    const growth = line.quantity / (small[index]?.quantity ?? Number.NaN);
    if (standing.has(line.what)) expect(growth).toBe(1);
    if (line.price === PRICES.s3Reads) expect(growth).toBeCloseTo(10, 6);
    expect(growth).toBeLessThan(10.001);
  }
  expect(monthlyTotal(1_000_000)).toBeGreaterThan(monthlyTotal(100_000));
});

test('metrics are billed by the hours in which they are sent, and never for more than there are', () => {
  const metrics = (buckets: number) =>
    lineOf(buckets, PRICES.customMetrics, 'of looks and sweeps').quantity;
  expect(metrics(0)).toBeCloseTo((10 * 30) / 720, 10);
  expect(metrics(100)).toBeCloseTo((4 * 95 + 5 * 5 + 10 * 30) / 720, 10);
  expect(metrics(1_000_000)).toBeCloseTo(4 + 5 + (10 * 30) / 720, 10);
});

test('without events and sweeps only what is there is billed', () => {
  const idle = { ...ASSUMPTIONS, eventsABucket: 0, sweepsAMonth: 0 };
  // 1,296,000 polls at $0.40 a million, alarms on ten metrics and five more, and the metric of heartbeats.
  const heartbeats = monthlyTotal(1_000_000, idle) - (0.5184 + 1 + 0.5 + 0.3);
  expect(heartbeats).toBeGreaterThan(0);
  expect(heartbeats).toBeLessThan(0.01);
});

test('a heartbeat an hour are 720 calls of the Scheduler, each a message that is handled', () => {
  expect(lineOf(100, PRICES.schedulerInvocations, 'heartbeats').quantity).toBe(720);
  expect(lineOf(100, PRICES.lambdaRequests, 'heartbeats').quantity).toBe(720);
  expect(lineOf(100, PRICES.sqsRequests, 'heartbeats').quantity).toBe(2160);
  expect(lineOf(100, PRICES.dynamodbWrites, 'heartbeats').quantity).toBe(720);
});

test('evaluations of AWS Config fall in price at 100,000 and at 500,000', () => {
  expect(evaluationDollars(50_000)).toBeCloseTo(50, 10);
  expect(evaluationDollars(600_000)).toBeCloseTo(100 + 320 + 50, 10);
});

test('every read and write of a setting is a management event to those who bill for them', () => {
  const events = elsewhereOf(100).find(({ price }) => price === ELSEWHERE_PRICES.guarddutyEvents);
  // 30 sweeps of three reads and a list, 100 looks of three reads, five of them with two reads and three writes more.
  expect(events?.quantity).toBeCloseTo(30 * (300 + 1) + 300 + 5 * 5, 6);
});

test('the sweep bench prices a million buckets as the page does', () => {
  const work = { buckets: 1_000_000, chunk: 200, cpuMsABucket: MEASURED.sweptCpuMs.value };
  const month = sweepLines(
    { buckets: 1_000_000, sweeps: 30, chunkBuckets: 200, ownMs: MEASURED.sweptCpuMs.value },
    ASSUMPTIONS,
  );
  expect(priceOf(work) * 30).toBeCloseTo(totalOf(month), 6);
  expect(lambdaMinutes({ ...work, cpuMsABucket: 5.12 }, 5)).toBeCloseTo(17.69 / 0.3, 3);
});

test('README names the totals of the computation', () => {
  const readme = textOf('README.md').split('<!-- costs -->')[1]?.split('<!-- /costs -->')[0];
  const named = [...(readme ?? '').matchAll(/\*\*\$([\d,]+)\*\*/g)].map(([, text = '']) => text);
  expect(named).toEqual(
    [100, 10_000, 1_000_000].map((buckets) => `${Math.round(monthlyTotal(buckets))}`),
  );
});

test('constants that code does not export are those of the code', () => {
  const { memoryMb, sweepDays, alarms, silenceMetrics } = MEASURED;
  const functions = textOf('infra/constructs/service-function.ts');
  expect(functions).toContain(`memorySize: ${memoryMb.value},`);
  expect(functions).toContain('Architecture.ARM_64');
  expect(textOf('functions/sweep/services.ts')).toContain(
    `SWEEP_RETENTION_DAYS = ${sweepDays.value};`,
  );
  const made = textOf('infra/constructs/alarms.ts');
  const [ofOne = [], ofTwo = []] = [/ {4}tell\(/g, / {4}deadLetterAlarm\(/g].map((call) =>
    made.match(call),
  );
  expect((ofOne?.length ?? 0) + 2 * (ofTwo?.length ?? 0)).toBe(alarms.value);
  const silence = Object.entries(templateOf().findResources('AWS::CloudWatch::Alarm'))
    .filter(([id]) => id.startsWith('Silence'))
    .map(([, { Properties }]) => (Properties.Metrics?.length ?? 2) - 1);
  expect(silence.reduce((sum, each) => sum + each, 0)).toBe(silenceMetrics.value);
});

test('an item takes its names and values, numbers half a byte a digit', () => {
  expect(itemBytes({ pk: { S: 'äb' } })).toBe(2 + 3);
  expect(itemBytes({ n: { N: '1234' } })).toBe(1 + 3);
  expect(itemBytes({ l: { L: [{ S: 'abc' }, { BOOL: true }] } })).toBe(1 + 3 + (1 + 3) + (1 + 1));
  expect(itemBytes({ m: { M: { a: { NULL: true } } } })).toBe(1 + 3 + 1 + (1 + 1));
});

test('a metric is one name with one set of dimensions, however often it is sent', () => {
  const lineWith = (outcome: string) =>
    JSON.stringify({
      _aws: {
        CloudWatchMetrics: [{ Metrics: [{ Name: 'Messages' }], Dimensions: [['outcome']] }],
      },
      outcome,
    });
  const lines = [lineWith('fixed'), lineWith('gone'), lineWith('fixed'), '{"message":"other"}'];
  expect(seriesIn(lines)).toEqual(['Messages fixed', 'Messages gone']);
});
