import { account, region } from '../../../local/root.ts';
import { createClients } from '../../../shared/aws/clients.ts';
import { Pacing } from '../../../shared/aws/pace.ts';
import { CONTROLS } from '../../../shared/controls/index.ts';
import type { ChunkMessage, ListedBucket } from '../../../shared/core/sweep/message.ts';
import type { SweepProgress } from '../../../shared/core/sweep/progress.ts';
import type { Tally } from '../../../shared/core/sweep/tally.ts';
import { batchedWrites } from '../../../shared/journal/batched-writes.ts';
import { createJournal } from '../../../shared/journal/journal.ts';
import { sweepChunk } from '../../../shared/sweep/chunk.ts';
import { recallMany } from '../../../shared/sweep/recall-many.ts';
import { LIMITS, type SweepServices } from '../../../shared/sweep/services.ts';
import settings from '../../../warden.config.ts';

const SWEEP: SweepProgress = {
  id: 'bench',
  trigger: 'person',
  mode: 'by-settings',
  isFirst: false,
  startedAt: '2026-01-01T00:00:00.000Z',
  ...{ listedPages: 0, sentPages: 0, isListed: false, buckets: 0, chunks: 0, doneChunks: 0 },
  ...{ outcomes: {}, controls: {}, regions: {}, updatedAtMs: 0 },
};

/** Buckets by how a sweep left them. */
export type Outcomes = Tally['outcomes'];

/** One instance of the function that looks at the buckets of a chunk. */
export interface ChunkSweeper {
  sweep(buckets: readonly ListedBucket[]): Promise<Outcomes>;
}

/**
 * One of several instances, each with clients of its own, as each instance of a function has. What it counts is
 * taken here, and not written to a table, as its buckets are not read from one: two calls for each chunk, which its
 * buckets share.
 */
export function createChunkSweeper(instances: number, concurrency: number): ChunkSweeper {
  const pacing = new Pacing();
  const clients = createClients('bench', undefined, () => pacing.settings());
  let counted: Tally | undefined;
  let listed: readonly ListedBucket[] = [];
  const never = async () => {
    throw new Error('a chunk does not need this');
  };
  const services: SweepServices = {
    s3: clients.s3,
    pacing: { shareAmong: () => pacing.shareAmong(instances) },
    home: clients.s3(region),
    journal: createJournal(
      clients.dynamodb,
      'bench',
      settings.journalRetentionDays,
      batchedWrites(clients.dynamodb),
    ),
    controls: CONTROLS,
    settings,
    version: 'bench',
    own: { account, partition: 'aws', region },
    limits: { ...LIMITS, atOnce: concurrency },
    recallMany: (buckets) => recallMany(clients.dynamodb, 'bench', buckets),
    changesSince: async () => [],
    send: never,
    tellReport: never,
    alertsTopicArn: '',
    tellSummary: never,
    tellOfExemptions: never,
    examineHearing: never,
    telemetry: { looked() {}, step() {}, summary() {} },
    store: {
      latest: never,
      find: async () => SWEEP,
      begin: never,
      addPage: never,
      pageSent: never,
      findPage: async () => ({ buckets: listed, chunkSize: listed.length }),
      findChunk: async () => undefined,
      async chunkDone(_id, _chunk, { tally, rest }) {
        if (rest !== undefined) throw new Error(JSON.stringify(rest.failures));
        counted = tally;
        return true;
      },
      results: never,
      claimSummary: never,
      claimAlert: never,
      summaryTold: never,
      end: never,
    },
  };
  return {
    async sweep(buckets) {
      listed = buckets;
      const message: ChunkMessage = { kind: 'chunk', sweep: SWEEP.id, chunk: '0-0' };
      await sweepChunk(services, message, { remainingMs: () => 600_000 });
      return counted?.outcomes ?? {};
    },
  };
}
