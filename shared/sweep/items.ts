import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { SweepProgress } from '../core/sweep/progress.ts';
import type { Tally } from '../core/sweep/tally.ts';

/*
 * A sweep in the journal's table: one partition with `sweep` for how far it is, `page#<n>` for the buckets of a
 * page, `chunk#<id>` for what became of a chunk. `current` of the partition `sweeps` names the latest one, and notes
 * for good whether any came to every bucket, and its summary to the alerts topic, and by what judgement the last one
 * repaired all of them.
 * Counters stand in attributes of their own, as in `control|tls-only|fixed`, for DynamoDB adds to nothing else.
 */

export type Item = Record<string, AttributeValue>;

export const CURRENT: Item = marshall({ pk: 'sweeps', sk: 'current' });

export function sweepKey(id: string): Item {
  return marshall({ pk: sweepPartition(id), sk: 'sweep' });
}

export function pageKey(id: string, page: number): Item {
  return marshall({ pk: sweepPartition(id), sk: `page#${page}` });
}

export function chunkKey(id: string, chunk: string): Item {
  return marshall({ pk: sweepPartition(id), sk: `chunk#${chunk}` });
}

export function sweepPartition(id: string): string {
  return `sweep#${id}`;
}

/**
 * A value as an attribute. An item takes 400 KB, which hundreds of buckets with the reason of each may go beyond: they
 * repeat themselves, and shrink to a part of it.
 */
export function packed(value: unknown): Uint8Array {
  return deflateRawSync(JSON.stringify(value));
}

/** The value of an attribute that was packed. */
export function unpacked(bytes: Uint8Array) {
  return JSON.parse(inflateRawSync(bytes).toString());
}

/** What to add to a sweep's counters for a chunk. */
export function tallyCounters({
  outcomes,
  controls,
  refusedBuckets,
  unheard,
}: Tally): Record<string, number> {
  const counters: Record<string, number> = {
    ...(refusedBuckets > 0 && { refusedBuckets }),
    ...(unheard && { unheardBuckets: unheard.buckets }),
  };
  for (const [outcome, count] of Object.entries(outcomes)) counters[`outcome|${outcome}`] = count;
  for (const [control, counts] of Object.entries(controls)) {
    for (const [status, count] of Object.entries(counts)) {
      counters[`control|${control}|${status}`] = count;
    }
  }
  return counters;
}

export function toProgress(item: Item): SweepProgress {
  const { pk, sk, expiresAt, claimedUntilMs, alerts, ...attributes } = unmarshall(item);
  const outcomes = new Map<string, number>();
  const regions = new Map<string, number>();
  const controls = new Map<string, Record<string, number>>();
  const rest = new Map<string, unknown>();
  for (const [name, value] of Object.entries(attributes)) {
    const [kind, first = '', status = ''] = name.split('|');
    if (kind === 'outcome') outcomes.set(first, value);
    else if (kind === 'region') regions.set(first, value);
    else if (kind === 'control') controls.set(first, { ...controls.get(first), [status]: value });
    else rest.set(name, value);
  }
  return {
    ...Object.fromEntries(rest),
    outcomes: Object.fromEntries(outcomes),
    controls: Object.fromEntries(controls),
    regions: Object.fromEntries(regions),
  } as unknown as SweepProgress;
}
