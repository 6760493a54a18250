import { fileURLToPath } from 'node:url';
import { type LocalAws, startLocalAws } from '../../local/start.ts';
import { makeBrokenBucket } from './buckets.ts';
import type { Kind } from './budgets.ts';
import { callSection } from './call-findings.ts';
import type { Section } from './finding.ts';
import { handlingSection } from './handling-findings.ts';
import { haveLookedAt, loggedReconciles } from './looks.ts';
import type { Sample } from './sample.ts';

const SETTINGS = fileURLToPath(new URL('settings.ts', import.meta.url));
const LATENCIES_MS = [0, 5, 20, 50];
/** Until then the function compiles its code and opens its connections. */
const WARM_UP = 20;

export interface BenchOptions {
  /** How often each thing is measured. */
  readonly samples: number;
  /** Sizes of the accounts that are swept, in buckets, ascending. */
  readonly sizes: readonly number[];
  /** How many events a flood has. */
  readonly events: number;
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
  const take = async (injectedMs: number, time: number, warmUp: boolean) => {
    await injectLatency(aws, injectedMs);
    const bucket = `bench-${warmUp ? 'warm-up' : injectedMs}-${time}`;
    await makeBrokenBucket(aws, bucket);
    // The second look finds what the first one repaired.
    for (const kind of ['broken', 'compliant'] as const) {
      const calls = await haveLookedAt(aws, bucket, injectedMs);
      measured.push({ kind, injectedMs, warmUp, bucket, calls });
    }
  };
  onProgress(`warming up with ${WARM_UP} buckets`);
  for (let time = 1; time <= WARM_UP; time += 1) await take(0, time, true);
  for (let time = 1; time <= samples; time += 1) {
    onProgress(`sample ${time} of ${samples}: with ${LATENCIES_MS.join(', ')} ms of latency`);
    // In turn, so that a machine that is busy for a while is so for each of them.
    for (const latencyMs of LATENCIES_MS) await take(latencyMs, time, false);
  }
  const logged = await loggedReconciles(aws, measured.length);
  return measured
    .filter((sample) => !sample.warmUp)
    .map((sample) => ({ ...sample, handledMs: handledMs(logged, sample) }));
}

async function injectLatency(aws: LocalAws, latencyMs: number): Promise<void> {
  await aws.setFaults(
    latencyMs === 0 ? [] : [{ caller: 'service', rate: 1, fault: 'latency', latencyMs }],
  );
}

function handledMs(
  logged: Awaited<ReturnType<typeof loggedReconciles>>,
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
