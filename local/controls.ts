import type { Location } from './clients.ts';
import type { BusBehaviour, BusEvent } from './gateway/bus.ts';
import type { Call } from './gateway/calls.ts';
import type { Fault } from './gateway/faults.ts';
import type { HoldRequest } from './gateway/holds.ts';
import type { StaleRead } from './gateway/stale-reads.ts';

/** A hold on the next call of an operation. */
interface Hold {
  /** Resolves once a call is held. */
  reached(): Promise<void>;
  /** Lets it go on. */
  release(): Promise<void>;
}

/** What tests may do to a local AWS besides calling it. */
export interface Controls {
  /** Every call since the last `clearCalls`, in the order of their answers. */
  calls(): Promise<Call[]>;
  clearCalls(): Promise<void>;
  /** Replaces the faults to inject. */
  setFaults(faults: Fault[]): Promise<void>;
  /** How the bus behaves from now on; what is not said is as it should be. */
  setEvents(behaviour: Partial<BusBehaviour>): Promise<void>;
  /** After how long CloudTrail's LookupEvents finds an event: at once unless said otherwise. */
  setCloudTrail(behaviour: { delayMs?: number }): Promise<void>;
  /** Puts an event of any source on the bus at once, and not in CloudTrail. Returns its id. */
  putEvent(event: BusEvent): Promise<string>;
  /** Holds the next call of an operation, by a caller, to a bucket. */
  hold(request: HoldRequest): Promise<Hold>;
  /**
   * Replaces the reads that see a part of a bucket's configuration as it was before its last write. Ask before the
   * write: what stood before earlier ones is not known.
   */
  setStaleReads(reads: StaleRead[]): Promise<void>;
  /** Gives a bucket a policy that S3 would refuse now, without an event. */
  plantPolicy(bucket: string, policy: string): Promise<void>;
}

/** Controls a local AWS through `/_local/` of its plain endpoint, from any process. */
export function controlsOf({ plainEndpoint }: Location): Controls {
  const ask = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const answer = await fetch(`${plainEndpoint}/_local/${path}`, { method, body: text ?? null });
    const said = await answer.text();
    if (!answer.ok) throw new Error(`${method} /_local/${path}: ${answer.status} ${said}`);
    return said === '' ? undefined : JSON.parse(said);
  };
  return {
    calls: async () => (await ask('GET', 'calls')) as Call[],
    clearCalls: async () => void (await ask('DELETE', 'calls')),
    setFaults: async (faults) => void (await ask('PUT', 'faults', faults)),
    setEvents: async (behaviour) => void (await ask('PUT', 'events', behaviour)),
    setCloudTrail: async (behaviour) => void (await ask('PUT', 'cloudtrail', behaviour)),
    putEvent: async (event) => ((await ask('POST', 'events', event)) as { id: string }).id,
    setStaleReads: async (reads) => void (await ask('PUT', 'stale-reads', reads)),
    plantPolicy: async (bucket, policy) => void (await ask('PUT', `policies/${bucket}`, policy)),
    async hold(request) {
      const { id } = (await ask('PUT', 'holds', request)) as { id: string };
      return {
        reached: async () => void (await ask('GET', `holds/${id}`)),
        release: async () => void (await ask('DELETE', `holds/${id}`)),
      };
    },
  };
}
