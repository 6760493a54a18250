import type { S3Client } from '@aws-sdk/client-s3';
import { LIMITS, type SweepServices } from '../../shared/aws/sweep/services.ts';
import type { ChunkResult, SweepStore } from '../../shared/aws/sweep/store.ts';
import { CONTROLS } from '../../shared/controls/index.ts';
import { NO_MEMORY } from '../../shared/core/journal.ts';
import type { ChunkMessage, ListedBucket, SweepMessage } from '../../shared/core/sweep/message.ts';
import type { SweepProgress } from '../../shared/core/sweep/progress.ts';
import settings from '../../warden.config.ts';
import { account, region } from '../local-aws/root.ts';
import { MemoryJournal } from './memory-journal.ts';

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

/** Services for steps on one chunk, without a table and a queue; nothing is known of any bucket. */
export function chunkServices(
  s3: S3Client,
  parts: Partial<SweepServices> = {},
): { readonly services: SweepServices; readonly done: ChunkDone } {
  const done: ChunkDone = { results: [], sent: [], shares: [] };
  const never = () => {
    throw new Error('a chunk does not need this');
  };
  const store: SweepStore = {
    ...{ latest: never, begin: never, addPage: never, readPage: never, pageSent: never },
    ...{ findings: never, claimSummary: never, claimAlert: never, summaryTold: never, end: never },
    find: async () => SWEEP,
    findChunk: async () => undefined,
    async chunkDone(_id, _chunk, result) {
      done.results.push(result);
      return true;
    },
  };
  const services: SweepServices = {
    s3: () => s3,
    pacing: { shareAmong: (functions) => void done.shares.push(functions) },
    home: s3,
    journal: new MemoryJournal(),
    controls: CONTROLS,
    settings,
    store,
    own: { account, partition: 'aws', region },
    limits: LIMITS,
    recallMany: async (buckets) =>
      new Map(buckets.map((name) => [name, { memory: NO_MEMORY, exemptions: [] }])),
    changesSince: async () => [],
    async send(messages, delaySeconds) {
      done.sent.push(...messages.map((message) => ({ message, delaySeconds })));
    },
    tellLook: never,
    alertsTopicArn: '',
    tellSummary: never,
    tellOfExemptions: never,
    telemetry: { looked() {}, step() {}, summary() {} },
    ...parts,
  };
  return { services, done };
}

/** A chunk of these buckets, handed out now. */
export function chunkOf(
  buckets: readonly ListedBucket[],
  parts: Partial<ChunkMessage> = {},
): ChunkMessage {
  return {
    kind: 'chunk',
    sweep: SWEEP.id,
    chunk: '0-0',
    buckets: [...buckets],
    failures: {},
    ...parts,
  };
}

/** Time that runs from now on. */
export function timeOf(ms: number) {
  const endMs = performance.now() + ms;
  return { remainingMs: () => endMs - performance.now() };
}
