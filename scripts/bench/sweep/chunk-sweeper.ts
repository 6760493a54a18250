import pMap from 'p-map';
import { createClients } from '../../../shared/aws/clients.ts';
import { createJournal } from '../../../shared/aws/journal/journal.ts';
import { type LookServices, look } from '../../../shared/aws/look.ts';
import { paced } from '../../../shared/aws/pace.ts';
import { CONTROLS } from '../../../shared/controls/index.ts';
import type { Cause } from '../../../shared/core/cause.ts';
import { outcomeOf } from '../../../shared/core/report.ts';
import type { Bucket } from '../../../shared/core/target.ts';
import settings from '../../../warden.config.ts';

const CAUSE: Cause = {
  kind: 'config-evaluation',
  id: 'bench',
  time: '2026-01-01T00:00:00.000Z',
  ruleName: 'bench',
};

/** Buckets by what a sweep left them as. */
export type Outcomes = Partial<Record<ReturnType<typeof outcomeOf>, number>>;

/** One instance of the function that looks at the buckets of a chunk. */
export interface ChunkSweeper {
  sweep(buckets: readonly Bucket[]): Promise<Outcomes>;
}

/** An instance with clients of its own, as each instance of a function has. */
export function createChunkSweeper(concurrency: number): ChunkSweeper {
  const clients = createClients('bench', undefined, paced);
  const services: LookServices = {
    s3: clients.s3,
    journal: createJournal(clients.dynamodb, 'bench', settings.journalRetentionDays),
    controls: CONTROLS,
    settings,
    leaseMs: 60_000,
    tell: async () => [],
  };
  return {
    async sweep(buckets) {
      const outcomes: Outcomes = {};
      const lookAt = async (bucket: Bucket) => {
        const { report } = await look(services, bucket, [CAUSE]);
        const outcome = outcomeOf(report);
        outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
      };
      await pMap(buckets, lookAt, { concurrency });
      return outcomes;
    },
  };
}
