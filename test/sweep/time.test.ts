import { S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { region, rootCredentials } from '../../local/root.ts';
import { nameOf } from '../../scripts/bench/mix.ts';
import { type BenchServer, serve } from '../../scripts/bench/sweep/serve.ts';
import { Pacing } from '../../shared/aws/pace.ts';
import { sweepChunk } from '../../shared/sweep/chunk.ts';
import { chunkServices, timeOf } from './chunk-services.ts';

const BUCKETS = 200;

let slow: BenchServer;
let s3: S3Client;

beforeAll(async () => {
  slow = await serve({ buckets: BUCKETS, brokenEvery: 0, latencyMs: 5, limit: 2 });
  s3 = new S3Client({
    endpoint: slow.endpoint,
    region,
    credentials: rootCredentials,
    ...new Pacing().settings(),
  });
});
afterAll(() => slow.close());

test('a step with little time in all gets on as well', async () => {
  const quick = await serve({ buckets: 3, brokenEvery: 0, latencyMs: 5, limit: 0 });
  const { endpoint } = quick;
  const { services, done, hold } = chunkServices(
    new S3Client({ endpoint, region, credentials: rootCredentials }),
  );
  const buckets = Array.from({ length: 3 }, (_, index) => ({ name: nameOf(index), region }));
  await sweepChunk(services, hold(buckets), timeOf(10_000)).finally(() => quick.close());
  expect(done.results).toMatchObject([{ tally: { outcomes: { compliant: 3 } }, rest: undefined }]);
});

test('where S3 gives two answers a second, a step ends in time, counts some and hands on the rest', async () => {
  const { services, done, hold } = chunkServices(s3);
  const buckets = Array.from({ length: BUCKETS }, (_, index) => ({ name: nameOf(index), region }));
  const time = timeOf(17_000);
  await sweepChunk(services, hold(buckets), time);
  expect(time.remainingMs()).toBeGreaterThan(0);
  const [result] = done.results;
  const counted = result?.tally.outcomes.compliant ?? 0;
  expect(counted).toBeGreaterThan(0);
  expect(result?.rest?.buckets).toHaveLength(BUCKETS - counted);
  // What was never asked of S3 has not failed: it comes again at once, and is given up by nobody.
  expect(result?.rest?.failures).toEqual({});
  expect(done.sent).toMatchObject([{ delaySeconds: 0 }]);
});
