import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { DeleteBucketCommand, ListBucketsCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readChunkId } from '../../shared/core/sweep/chunk-id.ts';
import { doneBuckets } from '../../shared/core/sweep/progress.ts';
import { findRecordedChunk } from '../../shared/sweep/on-record.ts';
import { type OwnAws, startOwnAws } from './own-aws.ts';
import settings from './sweep.config.ts';
import { SweepSteps } from './sweep-steps.ts';

const LIMITS = { pageSize: 4, chunkSize: 2 };
const START = { kind: 'start', trigger: 'person', mode: 'by-settings' } as const;
const BUCKETS = 9;

let own: OwnAws;
/** Buckets of the account, those of the deployment included. */
let all = 0;

beforeAll(async () => {
  own = await startOwnAws('sweep.config.ts');
  const s3 = own.aws.s3();
  for (let index = 0; index < BUCKETS; index += 1) await own.drift(`many-${index}`);
  const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
  all = Buckets.length;
});
afterAll(() => own.aws.stop());

// What drifts again and again here is repaired as often: slowing down is tested elsewhere.
const tireless = {
  ...settings,
  firstSweep: 'enforce',
  slowDown: { ...settings.slowDown, afterFixes: 1000 },
} as const;

const steps = (limits: Partial<typeof LIMITS> = {}) =>
  new SweepSteps(own, tireless, { ...LIMITS, ...limits });

const driftAll = (...indices: number[]) =>
  Promise.all(indices.map((index) => own.driftAgain(`many-${index}`)));

test('pages and chunks come to every bucket once', async () => {
  const sweep = steps();
  await sweep.drive(START);
  expect(sweep.summaries).toHaveLength(1);
  const [summary] = sweep.summaries;
  expect(summary).toMatchObject({ buckets: all, isFirst: true, mode: 'by-settings' });
  expect(doneBuckets(summary ?? { outcomes: {} })).toBe(all);
  expect(summary?.outcomes.fixed).toBeGreaterThanOrEqual(BUCKETS);
});

test('as many chunks are waited for as are handed out where a page has a bucket more than one', async () => {
  const sweep = steps({ chunkSize: 3 });
  await sweep.drive(START);
  const { id = '' } = (await sweep.services.store.latest()) ?? {};
  const sizes = await Promise.all(
    sweep.sent.map(async (message) => {
      const place = message.kind === 'chunk' ? readChunkId(message.chunk) : undefined;
      return place && (await findRecordedChunk(sweep.services.store, id, place))?.buckets.length;
    }),
  );
  expect(sizes).toContain(4);
  expect(sweep.summaries).toMatchObject([{ buckets: all }]);
});

describe('a function that dies', () => {
  test('anywhere: nothing is skipped, counted twice, told twice or repaired in silence', async () => {
    await steps().drive(START);
    const drifted = [0, 3, 8];
    await driftAll(...drifted);
    const peaceful = steps();
    await peaceful.drive(START);
    const [told] = peaceful.summaries;
    expect(told?.outcomes).toEqual({ compliant: all - drifted.length, fixed: drifted.length });
    const effects = peaceful.effects.length;
    expect(effects).toBeGreaterThan(15);
    for (let effect = 1; effect <= effects; effect += 1) {
      for (const when of ['before', 'after'] as const) {
        await driftAll(...drifted);
        const sweep = steps();
        sweep.dieAt(effect, when);
        const where = `${when} ${peaceful.effects[effect - 1]} (${effect})`;
        expect(await sweep.drive(START), where).toBe(1);
        const latest = (await sweep.services.store.latest())?.progress;
        expect(latest?.finishedAt, where).toBeDefined();
        expect(latest?.buckets, where).toBe(all);
        expect(latest?.outcomes, where).toEqual(told?.outcomes);
        expect(latest?.controls, where).toEqual(told?.controls);
        expect(sweep.summaries.at(-1)?.fixed, where).toEqual(told?.fixed);
        expect(sweep.measured.length, where).toBeGreaterThan(0);
        // Nobody can tell whether what died right after telling had told: told twice rather than never.
        const isAfterTelling =
          where.startsWith('after tellSummary') || where.startsWith('before end');
        expect(sweep.summaries.length, where).toBe(isAfterTelling ? 2 : 1);
      }
    }
  });

  test('its time ends: it hands on to itself and starts nothing over', async () => {
    const sweep = steps();
    // Enough for one page of the list, or for one bucket.
    await sweep.drive(START, () => {
      let asked = 0;
      return () => {
        asked += 1;
        return asked <= 3 ? 60_000 : 0;
      };
    });
    expect(sweep.summaries).toHaveLength(1);
    expect(doneBuckets(sweep.summaries[0] ?? { outcomes: {} })).toBe(all);
    const lists = sweep.sent.filter(({ kind }) => kind === 'list').length;
    expect(lists).toBeGreaterThan(0);
    const chunks = sweep.sent.flatMap((message) =>
      message.kind === 'chunk' ? [message.chunk] : [],
    );
    expect(chunks).toContain('0-0+1');
  });
});

describe('a bucket', () => {
  test('that S3 does not answer for is tried again, and in the end told about', async () => {
    const fault = {
      operation: 'GetBucketPolicy',
      caller: 'service',
      rate: 1,
      fault: '503',
    } as const;
    const sweep = new SweepSteps(
      own,
      { ...settings, retry: { ...settings.retry, giveUpAfterSeconds: 2 } },
      LIMITS,
    );
    await own.aws.setFaults([fault]);
    await sweep.drive(START).finally(() => own.aws.setFaults([]));
    expect(sweep.summaries).toHaveLength(1);
    const [summary] = sweep.summaries;
    expect(summary?.outcomes).toEqual({ unavailable: all });
    expect(summary?.worst[0]).toMatchObject({ status: 'unavailable' });
    expect(summary?.worst[0]?.reason).toMatch(/policy could not be read: SlowDown/);
  });

  test('that S3 answers for again is swept with the others', async () => {
    const sweep = steps();
    await own.aws.setFaults([
      { operation: 'GetBucketPolicy', caller: 'service', rate: 0.6, fault: '503' },
    ]);
    await sweep.drive(START).finally(() => own.aws.setFaults([]));
    expect(sweep.summaries[0]?.outcomes).toEqual({ compliant: all });
  });

  test('that is deleted after it was listed is counted as gone', async () => {
    await own.drift('short-lived');
    const sweep = steps();
    await sweep.step(START);
    await sweep.step();
    await own.aws.s3().send(new DeleteBucketCommand({ Bucket: 'short-lived' }));
    await sweep.drive();
    expect(sweep.summaries[0]?.outcomes).toEqual({ compliant: all, gone: 1 });
  });
});

test('while a sweep runs no other begins; one that has not got on for half a day is given up', async () => {
  const stuck = steps();
  await stuck.step(START);
  const other = steps();
  await other.step(START);
  expect(other.effects).toEqual(['send']);
  const running = await stuck.services.store.latest();
  expect(await other.services.store.latest()).toEqual(running);
  await own.aws.dynamodb().send(
    new UpdateItemCommand({
      TableName: own.stack.JournalTableName,
      Key: { pk: { S: `sweep#${running?.id}` }, sk: { S: 'sweep' } },
      UpdateExpression: 'SET updatedAtMs = :long',
      ExpressionAttributeValues: { ':long': { N: String(Date.now() - 13 * 3_600_000) } },
    }),
  );
  const next = steps();
  await next.drive(START);
  expect(next.summaries).toMatchObject([
    { id: running?.id, incomplete: { counted: 0 } },
    { id: expect.not.stringMatching(running?.id ?? ''), buckets: all },
  ]);
});
