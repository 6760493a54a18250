import { type ChunkPlace, chunkIdOf, readChunkId } from './chunk-id.ts';

/** A chunk on record. */
export interface CountedChunk {
  readonly id: string;
  /** Whether a rest of it was handed on. */
  readonly hasRest: boolean;
  /** Into how many chunks its page was cut; of a rest undefined. */
  readonly ofPage?: number | undefined;
}

/**
 * Chunks that a sweep should have counted and has not: those of its pages, and the rests of those that left one.
 * A page of which nothing was counted is named by its first chunk, which an empty page does not have.
 * @param pages how many pages were listed.
 */
export function uncountedChunks(counted: readonly CountedChunk[], pages: number): ChunkPlace[] {
  const known = new Map(counted.map((chunk) => [chunk.id, chunk]));
  const missing: ChunkPlace[] = [];
  for (let page = 0; page < pages; page += 1) {
    const count = known.get(chunkIdOf({ page, index: 0, rests: 0 }))?.ofPage ?? 1;
    for (let index = 0; index < count; index += 1) {
      const id = chunkIdOf({ page, index, rests: 0 });
      if (!known.has(id)) missing.push({ page, index, rests: 0 });
    }
  }
  for (const { id, hasRest } of counted) {
    const place = readChunkId(id);
    if (place === undefined || !hasRest) continue;
    const next = { ...place, rests: place.rests + 1 };
    if (!known.has(chunkIdOf(next))) missing.push(next);
  }
  return missing;
}
