import type { Call } from '../../local/gateway/calls.ts';
import type { Kind } from './budgets.ts';

/** One look at one bucket, as it was measured. */
export interface Sample {
  readonly kind: Kind;
  readonly bucket: string;
  /** Latency that the gateway added to every call. */
  readonly injectedMs: number;
  readonly warmUp: boolean;
  /** The service's calls. */
  readonly calls: readonly Call[];
  /** What the function says it took. */
  readonly handledMs: number;
}

export const KINDS: readonly Kind[] = ['compliant', 'broken'];

/** The injected latencies, shortest first, with the samples of one kind that were taken with each. */
export function byLatency(
  samples: readonly Sample[],
  kind: Kind,
): { readonly injectedMs: number; readonly samples: readonly Sample[] }[] {
  const ofKind = samples.filter((sample) => sample.kind === kind);
  const latencies = [...new Set(ofKind.map((sample) => sample.injectedMs))].sort((a, b) => a - b);
  return latencies.map((injectedMs) => ({
    injectedMs,
    samples: ofKind.filter((sample) => sample.injectedMs === injectedMs),
  }));
}
