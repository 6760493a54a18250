import { S3Client } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { RefusedSweepMessageError } from '../../shared/core/sweep/message.ts';
import { sweepChunk } from '../../shared/sweep/chunk.ts';
import { chunkServices, SWEEP, timeOf } from './chunk-services.ts';

const bucket = (name: string) => ({ name, region: 'eu-central-1' });
const MINUTE = timeOf(60_000);

/** A chunk of a sweep that has one page of three buckets, cut into two chunks, and the rest of the second one. */
function stage() {
  const seen: string[] = [];
  const made = chunkServices(
    new S3Client({}),
    {
      async recallMany(buckets) {
        seen.push(...buckets);
        throw new Error('as far as is needed here');
      },
    },
    {
      pages: [{ buckets: ['a', 'b', 'c'].map(bucket), chunkSize: 2 }],
      rests: new Map([['0-1', { buckets: [bucket('c')], failures: {} }]]),
    },
  );
  return { ...made, seen };
}

test.each([
  ['0-0', ['a', 'b']],
  // What was counted before is handed on, and not looked at again.
  ['0-1', []],
  ['0-1+1', ['c']],
])('the buckets of chunk %s come from the record', async (chunk, buckets) => {
  const { services, seen, done } = stage();
  const message = { kind: 'chunk', sweep: SWEEP.id, chunk } as const;
  await sweepChunk(services, message, MINUTE).catch(() => undefined);
  expect(seen).toEqual(buckets);
  expect(done.results).toEqual([]);
});

test.each([
  ['a page that was never listed', '1-0'],
  ['a place that its page does not have', '0-2'],
  ['a rest of a chunk that left none', '0-0+1'],
  ['a rest that was skipped to', '0-1+2'],
  ['another spelling of a chunk', '0-00'],
])('a chunk of %s is refused, counts nothing and is handed on to nobody', async (_, chunk) => {
  const { services, seen, done } = stage();
  const message = { kind: 'chunk', sweep: SWEEP.id, chunk } as const;
  await expect(sweepChunk(services, message, MINUTE)).rejects.toThrow(RefusedSweepMessageError);
  expect({ seen, ...done }).toEqual({ seen: [], results: [], sent: [], shares: [] });
});
