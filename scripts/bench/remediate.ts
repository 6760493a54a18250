import { fileURLToPath } from 'node:url';
import { type LocalAws, startLocalAws } from '../../test/local-aws/start.ts';
import { makeBrokenBucket } from './buckets.ts';
import type { Kind } from './budgets.ts';
import { callSection } from './call-findings.ts';
import type { Section } from './finding.ts';
import { handlingSection } from './handling-findings.ts';
import { haveLookedAt, loggedLooks } from './looks.ts';
import type { Sample } from './sample.ts';

const SETTINGS = fileURLToPath(new URL('settings.ts', import.meta.url));
const LATENCIES_MS = [0, 5, 20, 50];
/** Until then the function compiles its code and opens its connections. */
const WARM_UP = 10;

export interface BenchOptions {
  /** How often each thing is measured. */
  readonly samples: number;
  readonly onProgress: (line: string) => void;
}

/** Calls and handling time of looks at broken and at compliant buckets, on the local AWS. */
export async function benchRemediate(options: BenchOptions): Promise<Section[]> {
  await using aws = await startLocalAws({ config: SETTINGS, onProgress: options.onProgress });
  // Only the events that are put on the bus here are to reach the service.
  await aws.setEvents({ deliver: false });
  const samples = await takeSamples(aws, options);
  return [callSection(samples), handlingSection(samples)];
}

async function takeSamples(
  aws: LocalAws,
  { samples, onProgress }: BenchOptions,
): Promise<Sample[]> {
  const measured: Omit<Sample, 'handledMs'>[] = [];
  const rounds = [{ injectedMs: 0, times: WARM_UP, warmUp: true }].concat(
    LATENCIES_MS.map((injectedMs) => ({ injectedMs, times: samples, warmUp: false })),
  );
  for (const { injectedMs, times, warmUp } of rounds) {
    onProgress(warmUp ? 'warming up' : `${times} broken and compliant buckets, ${injectedMs} ms`);
    await injectLatency(aws, injectedMs);
    for (let time = 0; time < times; time += 1) {
      const bucket = `bench-${warmUp ? 'warm-up' : injectedMs}-${time}`;
      await makeBrokenBucket(aws, bucket);
      // The second look finds what the first one repaired.
      for (const kind of ['broken', 'compliant'] as const) {
        const calls = await haveLookedAt(aws, bucket, injectedMs);
        measured.push({ kind, injectedMs, warmUp, bucket, calls });
      }
    }
  }
  const logged = await loggedLooks(aws, measured.length);
  return measured
    .map((sample) => ({ ...sample, handledMs: handledMs(logged, sample) }))
    .filter((sample) => !sample.warmUp);
}

async function injectLatency(aws: LocalAws, latencyMs: number): Promise<void> {
  await aws.setFaults(
    latencyMs === 0 ? [] : [{ caller: 'service', rate: 1, fault: 'latency', latencyMs }],
  );
}

function handledMs(
  logged: Awaited<ReturnType<typeof loggedLooks>>,
  { bucket, kind }: { readonly bucket: string; readonly kind: Kind },
): number {
  const outcome = kind === 'broken' ? 'fixed' : 'compliant';
  const look = logged.find((entry) => entry.bucket === bucket && entry.outcome === outcome);
  if (look === undefined) {
    const found = logged.filter((entry) => entry.bucket === bucket).map((entry) => entry.outcome);
    throw new Error(`expected ${bucket} to be ${outcome}; it was ${found.join(', ') || 'nothing'}`);
  }
  return look.durationMs;
}
