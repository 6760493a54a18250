import { S3Client } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import type { SweepProgress } from '../../shared/core/sweep/progress.ts';
import type { SweepSummary } from '../../shared/core/sweep/summary.ts';
import type { CountedChunk } from '../../shared/core/sweep/uncounted.ts';
import { finishSweep, giveUpSweep } from '../../shared/sweep/finish.ts';
import type { RecordedPage } from '../../shared/sweep/store.ts';
import { chunkServices, SWEEP, timeOf } from './chunk-services.ts';

const bucket = (name: string) => ({ name, region: 'eu-central-1' });
const PAGE: RecordedPage = { buckets: ['a', 'b', 'c'].map(bucket), chunkSize: 2 };
const WHOLE: readonly CountedChunk[] = [
  { id: '0-0', hasRest: false, ofPage: 2 },
  { id: '0-1', hasRest: true, ofPage: 2 },
  { id: '0-1+1', hasRest: false },
];
const DONE: SweepProgress = {
  ...SWEEP,
  ...{ listedPages: 1, sentPages: 1, isListed: true, chunks: 3, doneChunks: 3 },
  ...{ buckets: 3, outcomes: { compliant: 2, gone: 1 } },
};

/** Ends, or gives up, a sweep that has so much on record. */
async function end(
  how: typeof finishSweep | 'give up',
  parts: Partial<SweepProgress> = {},
  counted = WHOLE,
  pages: RecordedPage[] = [PAGE],
) {
  const told: SweepSummary[] = [];
  const said: string[] = [];
  const progress = { ...DONE, ...parts };
  const { services } = chunkServices(
    new S3Client({}),
    {
      tellOfExemptions: async () => [],
      examineHearing: async () => [],
      async tellSummary(summary) {
        told.push(summary);
        return [];
      },
      telemetry: { looked() {}, step: (what) => void said.push(what), summary() {} },
    },
    { pages, rests: new Map() },
  );
  const store = {
    ...services.store,
    find: async () => progress,
    results: async () => ({ worst: [], fixed: [], refused: [], counted }),
    claimSummary: async () => true,
    end: async () => {},
  };
  const time = timeOf(60_000);
  if (how === 'give up') await giveUpSweep({ ...services, store }, progress, time);
  else await how({ ...services, store }, progress.id, time);
  return { told, said };
}

const MISSING: readonly (readonly [
  string,
  Partial<SweepProgress>,
  readonly CountedChunk[],
  string,
])[] = [
  ['a chunk', {}, WHOLE.slice(1), 'chunk 0-0 is not on record'],
  ['a rest', {}, WHOLE.slice(0, 2), 'chunk 0-1+1 is not on record'],
  ['a page', { listedPages: 2, sentPages: 2 }, WHOLE, 'chunk 1-0 is not on record'],
  ['a bucket of its counts', { outcomes: { compliant: 2 } }, WHOLE, '2 of 3 buckets were counted'],
];

test('a sweep ends once its record has every bucket of every chunk of every page', async () => {
  const { told } = await end(finishSweep);
  expect(told).toMatchObject([{ buckets: 3 }]);
  expect(told[0]).not.toHaveProperty('incomplete');
});

test('an empty page has no chunk, and an account without buckets is swept', async () => {
  const empty = { buckets: [], chunkSize: 2 };
  const { told } = await end(finishSweep, { listedPages: 2, sentPages: 2 }, WHOLE, [PAGE, empty]);
  expect(told).toHaveLength(1);
  const none = { listedPages: 1, buckets: 0, outcomes: {}, chunks: 0, doneChunks: 0 };
  expect((await end(finishSweep, none, [], [empty])).told).toHaveLength(1);
});

test.each(MISSING)(
  'it does not end without %s, whatever its counters say',
  async (_, parts, counted, why) => {
    await expect(end(finishSweep, parts, counted)).rejects.toThrow(
      `counts as complete, but ${why}`,
    );
  },
);

test.each(MISSING)('it is given up as incomplete without %s', async (_, parts, counted) => {
  const { told } = await end('give up', parts, counted);
  expect(told).toMatchObject([{ incomplete: { counted: expect.any(Number) } }]);
});

test.each([
  ['its list is not read', { isListed: false }],
  ['a page is not handed out', { sentPages: 0 }],
  ['a chunk is not done', { doneChunks: 2 }],
])('whoever says that it is done while %s is not believed', async (_, parts) => {
  expect(await end(finishSweep, parts)).toEqual({
    told: [],
    said: ['a sweep that is not complete was to be ended'],
  });
});
