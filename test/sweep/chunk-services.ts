import type { S3Client } from '@aws-sdk/client-s3';
import { account, region } from '../../local/root.ts';
import { CONTROLS } from '../../shared/controls/index.ts';
import { NO_STATE } from '../../shared/core/journal.ts';
import { chunkIdOf, readChunkId } from '../../shared/core/sweep/chunk-id.ts';
import type { ChunkMessage, ListedBucket, SweepMessage } from '../../shared/core/sweep/message.ts';
import type { SweepProgress } from '../../shared/core/sweep/progress.ts';
import type { BucketFailures, Rest } from '../../shared/core/sweep/rest.ts';
import { LIMITS, type SweepServices } from '../../shared/sweep/services.ts';
import type { ChunkResult, RecordedPage, SweepStore } from '../../shared/sweep/store.ts';
import settings from '../../warden.config.ts';
import { MemoryJournal } from '../fakes/memory-journal.ts';

export const SWEEP: SweepProgress = {
  ...{ id: 'sweep', trigger: 'person', mode: 'by-settings', isFirst: false },
  startedAt: '2026-01-01T00:00:00.000Z',
  ...{ listedPages: 1, sentPages: 1, isListed: true, buckets: 0, chunks: 1, doneChunks: 0 },
  ...{ outcomes: {}, controls: {}, regions: {}, updatedAtMs: 0 },
};

/** What a step on one chunk did. */
export interface ChunkDone {
  readonly results: ChunkResult[];
  readonly sent: { readonly message: SweepMessage; readonly delaySeconds: number | undefined }[];
  /** Among how many functions the calls to S3 were shared. */
  readonly shares: number[];
}

/** What a sweep has on record: pages of the list, and what chunks left. */
export interface ChunkRecord {
  readonly pages: RecordedPage[];
  readonly rests: Map<string, Rest>;
}

/** Services for steps on one chunk, without a table and a queue; nothing is known of any bucket. */
export function chunkServices(
  s3: S3Client,
  parts: Partial<SweepServices> = {},
  record: ChunkRecord = { pages: [], rests: new Map() },
): {
  readonly services: SweepServices;
  readonly done: ChunkDone;
  /** Puts a chunk on record. @returns its message. */
  hold(
    buckets: readonly ListedBucket[],
    parts?: { readonly chunk?: string; readonly failures?: BucketFailures },
  ): ChunkMessage;
} {
  const done: ChunkDone = { results: [], sent: [], shares: [] };
  const never = () => {
    throw new Error('a chunk does not need this');
  };
  const store: SweepStore = {
    ...{ latest: never, begin: never, addPage: never, pageSent: never },
    ...{ results: never, claimSummary: never, claimAlert: never, summaryTold: never, end: never },
    find: async () => SWEEP,
    findPage: async (_id, page) => record.pages[page],
    async findChunk(_id, chunk) {
      const rest = record.rests.get(chunk);
      return rest && { rest };
    },
    async chunkDone(_id, _chunk, result) {
      done.results.push(result);
      return true;
    },
  };
  const services: SweepServices = {
    s3: () => s3,
    pacing: { shareAmong: (functions) => void done.shares.push(functions) },
    home: s3,
    version: '0.1.0',
    journal: new MemoryJournal(),
    controls: CONTROLS,
    settings,
    store,
    own: { account, partition: 'aws', region },
    limits: LIMITS,
    recallMany: async (buckets) =>
      new Map(buckets.map((name) => [name, { state: NO_STATE, exemptions: [] }])),
    changesSince: async () => [],
    async send(messages, delaySeconds) {
      done.sent.push(...messages.map((message) => ({ message, delaySeconds })));
    },
    tellReport: never,
    alertsTopicArn: '',
    tellSummary: never,
    tellOfExemptions: never,
    examineHearing: never,
    telemetry: { looked() {}, step() {}, summary() {} },
    ...parts,
  };
  return {
    services,
    done,
    hold(buckets, { chunk = '0-0', failures = {} } = {}) {
      const place = readChunkId(chunk);
      if (place === undefined) throw new Error(`${chunk} is no chunk`);
      if (place.rests === 0) record.pages[place.page] = { buckets, chunkSize: buckets.length };
      else record.rests.set(chunkIdOf({ ...place, rests: place.rests - 1 }), { buckets, failures });
      return { kind: 'chunk', sweep: SWEEP.id, chunk };
    },
  };
}

/** Time that runs from now on. */
export function timeOf(ms: number) {
  const endMs = performance.now() + ms;
  return { remainingMs: () => endMs - performance.now() };
}
