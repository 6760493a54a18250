import { type ChunkPlace, chunkIdOf } from '../core/sweep/chunk-id.ts';
import { inChunks } from '../core/sweep/chunks.ts';
import type { ListedBucket } from '../core/sweep/message.ts';
import type { BucketFailures } from '../core/sweep/rest.ts';
import type { SweepStore } from './store.ts';

/** What a chunk holds. */
export interface RecordedChunk {
  readonly buckets: readonly ListedBucket[];
  /** Of a rest: how looks at its buckets failed until now. */
  readonly failures: BucketFailures;
  /** Into how many chunks its page was cut; of a rest undefined. */
  readonly ofPage?: number;
}

/**
 * What a chunk holds by the sweep's record: its part of a page, or what the chunk before it left. Nothing of it comes
 * from a message, which anybody may have made.
 * @returns undefined where nothing on record made such a chunk.
 */
export async function findRecordedChunk(
  store: Pick<SweepStore, 'findPage' | 'findChunk'>,
  sweep: string,
  place: ChunkPlace,
): Promise<RecordedChunk | undefined> {
  const { page, index, rests } = place;
  if (rests > 0) {
    return (await store.findChunk(sweep, chunkIdOf({ ...place, rests: rests - 1 })))?.rest;
  }
  const listed = await store.findPage(sweep, page);
  if (listed === undefined) return undefined;
  const chunks = inChunks(listed.buckets, listed.chunkSize);
  const buckets = chunks[index];
  return buckets && { buckets, failures: {}, ofPage: chunks.length };
}
