import { LIMITS as LIMITS_OF_SWEEPS } from '../../../shared/sweep/services.ts';
import type { Section } from '../finding.ts';
import type { BenchOptions } from '../remediate.ts';
import { growthFindings, limitFindings, millionFindings, sizeFindings } from './findings.ts';
import { type Measured, measure } from './measure.ts';

/** What one call to S3 takes within its Region, about. */
const LATENCY_MS = 20;
/** One instance of the function, and as many as may run at once. */
const INSTANCES = [1, 5];
const CONCURRENCY = LIMITS_OF_SWEEPS.atOnce;
const CHUNK = LIMITS_OF_SWEEPS.chunkSize;
/** Requests per second: what a client that shares 2 cores with its server reaches easily. */
const LIMITS = [100, 200];
/** The longer, the less counts how a sweep begins and ends. */
const SECONDS_UNDER_LIMIT = 45;
const READS_A_BUCKET = 3;
/** Short, so that none is at its last chunk for long. */
const LIMITED_CHUNK = 50;

/** How a sweep grows with the account, and how it keeps to a rate limit, against a server of made-up buckets. */
export async function benchSweep({ sizes, onProgress }: BenchOptions): Promise<Section[]> {
  const bySize: Measured[] = [];
  for (const buckets of sizes) {
    onProgress(`${buckets} buckets without a limit`);
    const account = { buckets, brokenEvery: 0, latencyMs: LATENCY_MS, limit: 0 };
    bySize.push(await measure(account, { instances: 1, concurrency: CONCURRENCY, chunk: CHUNK }));
  }
  const limited: Measured[] = [];
  for (const limit of LIMITS) {
    for (const instances of INSTANCES) {
      onProgress(`${limit} requests a second, ${instances} at work`);
      const buckets = Math.ceil((limit * SECONDS_UNDER_LIMIT) / READS_A_BUCKET);
      const account = { buckets, brokenEvery: 0, latencyMs: LATENCY_MS, limit };
      limited.push(
        await measure(account, { instances, concurrency: CONCURRENCY, chunk: LIMITED_CHUNK }),
      );
    }
  }
  return [sizeSection(bySize), limitSection(limited)];
}

function sizeSection(bySize: readonly Measured[]): Section {
  const largest = bySize.at(-1);
  return {
    title: `A sweep of compliant buckets, calls of ${LATENCY_MS} ms, ${CONCURRENCY} looks at once in one process`,
    findings: [
      ...bySize.flatMap(sizeFindings),
      ...bySize.slice(1).flatMap((larger, index) => {
        const smaller = bySize[index];
        return smaller === undefined ? [] : growthFindings(smaller, larger);
      }),
      ...(largest === undefined ? [] : millionFindings(largest)),
    ],
    notes: [
      'A million buckets: by the largest account, with nothing to repair. Here: by its rate. Functions: by the ' +
        'processor time a bucket and the 0.29 of a core that 512 MB have, if S3 does not throttle. The price is of ' +
        'one sweep, as docs/costs.md counts.',
    ],
  };
}

function limitSection(limited: readonly Measured[]): Section {
  return {
    title: `Under a rate limit, chunks of ${LIMITED_CHUNK} buckets`,
    findings: limited.flatMap(limitFindings),
    notes: [
      'Throughput is of the time under way, from a tenth to three quarters of the sweep: several at work do not ' +
        'run out of it at once. Throttled calls are those of the whole sweep.',
    ],
  };
}
