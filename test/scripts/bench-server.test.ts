import {
  ListBucketsCommand,
  PutBucketPolicyCommand,
  paginateListBuckets,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterEach, expect, test } from 'vitest';
import { account, region, rootCredentials } from '../../local/root.ts';
import { nameOf, wayOf } from '../../scripts/bench/mix.ts';
import type { Counts } from '../../scripts/bench/sweep/counts.ts';
import {
  type BenchServer,
  COUNTS_PATH,
  type ServerOptions,
  serve,
} from '../../scripts/bench/sweep/serve.ts';
import { TokenBucket } from '../../scripts/bench/sweep/token-bucket.ts';
import { CONTROLS } from '../../shared/controls/index.ts';
import { decide } from '../../shared/core/decide.ts';
import { observe } from '../../shared/reconcile/observe.ts';
import settings from '../../warden.config.ts';

let server: BenchServer | undefined;
afterEach(() => server?.close());

const none = { buckets: 2500, brokenEvery: 0, latencyMs: 0, limit: 0 };

async function start(options: Partial<ServerOptions>, maxAttempts = 1): Promise<S3Client> {
  server = await serve({ ...none, ...options });
  const { endpoint } = server;
  return new S3Client({ endpoint, region, credentials: rootCredentials, maxAttempts });
}

async function counts(method = 'GET'): Promise<Counts> {
  const answer = await fetch(`${server?.endpoint}${COUNTS_PATH}`, { method });
  return (await answer.json()) as Counts;
}

const bucket = (index: number) => ({
  kind: 'bucket' as const,
  name: nameOf(index),
  region,
  account,
  partition: 'aws',
});
const facets = new Set(['encryption', 'policy', 'publicAccessBlock'] as const);

test('all buckets are listed in pages, each bucket once, in their order and with their Region', async () => {
  const client = await start({});
  const pages: string[][] = [];
  for await (const { Buckets = [] } of paginateListBuckets({ client, pageSize: 1000 }, {})) {
    expect(new Set(Buckets.map(({ BucketRegion }) => BucketRegion))).toEqual(new Set([region]));
    pages.push(Buckets.map(({ Name = '' }) => Name));
  }
  expect(pages.map((names) => names.length)).toEqual([1000, 1000, 500]);
  const names = pages.flat();
  expect(names).toEqual([...new Set(names)].sort());
});

test('every broken bucket is found as it was made up, and every other one compliant', async () => {
  const s3 = await start({ buckets: 12, brokenEvery: 2 });
  for (let index = 0; index < 12; index += 1) {
    const observations = await observe(s3, bucket(index), facets);
    const { results } = decide(CONTROLS, observations, settings, bucket(index), { exemptions: [] });
    const broken = results.flatMap(({ control, status }) => (status === 'fixed' ? [control] : []));
    expect(broken, `${index}`).toEqual(BROKEN[wayOf(index, 2)]);
  }
});

const BROKEN: Record<ReturnType<typeof wayOf>, string[]> = {
  compliant: [],
  bare: ['default-encryption', 'tls-only', 'block-public-access'],
  'no-policy': ['tls-only'],
  'owners-policy': ['tls-only'],
  'half-blocked': ['block-public-access'],
  'strongly-encrypted': ['tls-only'],
};

test('what is written is read again, and other buckets stay as they are', async () => {
  const s3 = await start({ buckets: 10 });
  const before = await observe(s3, bucket(1), facets);
  await s3.send(new PutBucketPolicyCommand({ Bucket: nameOf(0), Policy: '{"Statement":[]}' }));
  const { policy } = await observe(s3, bucket(0), facets);
  expect(policy).toEqual({ state: 'present', value: '{"Statement":[]}' });
  expect(await observe(s3, bucket(1), facets)).toEqual(before);
});

test('a bucket beyond the last is gone', async () => {
  const s3 = await start({ buckets: 10 });
  await expect(observe(s3, bucket(10), facets)).rejects.toMatchObject({ name: 'BucketGoneError' });
});

test('what is beyond the limit is told to slow down and counted', async () => {
  const s3 = await start({ limit: 1 });
  const ask = () => s3.send(new ListBucketsCommand({ MaxBuckets: 1 }));
  const answers = await Promise.allSettled(Array.from({ length: 30 }, ask));
  const refused = answers.flatMap((answer) =>
    answer.status === 'rejected' ? [answer.reason] : [],
  );
  expect(refused.length).toBeGreaterThan(0);
  expect(new Set(refused.map(({ name }) => name))).toEqual(new Set(['SlowDown']));
  expect(await counts()).toMatchObject({
    operations: { ListBuckets: 30 },
    s3: 30,
    throttled: refused.length,
  });
  await counts('DELETE');
  expect(await counts()).toMatchObject({ operations: {}, s3: 0, throttled: 0 });
});

test('a limit lets a short burst through, then as many as it gains with time', () => {
  const bucket = new TokenBucket(100, 0);
  const taken = (nowMs: number) => {
    let count = 0;
    while (bucket.take(nowMs)) count += 1;
    return count;
  };
  expect(taken(0)).toBe(25);
  expect(taken(50)).toBe(5);
  expect(taken(60_000)).toBe(25);
});
