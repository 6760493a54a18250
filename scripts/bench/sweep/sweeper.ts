import { paginateListBuckets, S3Client } from '@aws-sdk/client-s3';
import { account, region } from '../../../local/root.ts';
import type { Bucket } from '../../../shared/model/resource.ts';
import { createChunkSweeper, type Outcomes } from './chunk-sweeper.ts';

/*
 * Sweeps the account that AWS_ENDPOINT_URL leads to, in a process of its own: its memory is the sweep's. It
 * takes its options as JSON and tells how it went in a message.
 */

/** How to sweep. */
export interface SweepOptions {
  /** How many instances share the work, each with clients of its own. */
  readonly instances: number;
  /** Looks at once, in each of them. */
  readonly concurrency: number;
  /** Buckets of one chunk. */
  readonly chunk: number;
}

/** How a sweep went. */
export interface Swept {
  readonly seconds: number;
  /** Of a core, the process's own start left out. */
  readonly cpuSeconds: number;
  /** The most that the process ever had in memory, in bytes. */
  readonly peakBytes: number;
  readonly outcomes: Outcomes;
}

const PAGE = 1000;

const options: SweepOptions = JSON.parse(process.argv[2] ?? '{}');
process.send?.(await sweep(options));
process.disconnect();

async function sweep({ instances, concurrency, chunk }: SweepOptions): Promise<Swept> {
  const outcomes: Record<string, number> = {};
  const chunks = listedChunks(chunk);
  const work = async () => {
    const sweeper = createChunkSweeper(instances, concurrency);
    for (;;) {
      // Not for-await: the first to be done would close the list for the others.
      const { value: buckets } = await chunks.next();
      if (buckets === undefined) return;
      for (const [outcome, count] of Object.entries(await sweeper.sweep(buckets))) {
        outcomes[outcome] = (outcomes[outcome] ?? 0) + count;
      }
    }
  };
  const startedMs = performance.now();
  const cpuBefore = process.cpuUsage();
  await Promise.all(Array.from({ length: instances }, work));
  const seconds = (performance.now() - startedMs) / 1000;
  const { user, system } = process.cpuUsage(cpuBefore);
  const cpuSeconds = (user + system) / 1e6;
  return { seconds, cpuSeconds, peakBytes: process.resourceUsage().maxRSS * 1024, outcomes };
}

/** The account's buckets, a page at a time. */
async function* listedChunks(size: number): AsyncGenerator<Bucket[], undefined> {
  const s3 = new S3Client({ region });
  for await (const { Buckets = [] } of paginateListBuckets({ client: s3, pageSize: PAGE }, {})) {
    const buckets = Buckets.map(({ Name = '', BucketRegion = region }) => ({
      kind: 'bucket' as const,
      name: Name,
      region: BucketRegion,
      account,
      partition: 'aws',
    }));
    for (let first = 0; first < buckets.length; first += size) {
      yield buckets.slice(first, first + size);
    }
  }
}
