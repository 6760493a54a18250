/** Where a chunk comes from: its place in a page of the list, and how often a rest of it was handed on. */
export interface ChunkPlace {
  readonly page: number;
  readonly index: number;
  readonly rests: number;
}

/** One spelling for each chunk: with a second one it could be counted a second time. */
const CHUNK_ID = /^(0|[1-9]\d{0,8})-(0|[1-9]\d{0,8})(?:\+([1-9]\d{0,8}))?$/;

/** Reads an id as in `12-3`, or `12-3+17` of a rest; undefined where the text is none. */
export function readChunkId(text: string): ChunkPlace | undefined {
  const [, page, index, rests = '0'] = CHUNK_ID.exec(text) ?? [];
  if (page === undefined) return undefined;
  return { page: Number(page), index: Number(index), rests: Number(rests) };
}

/** The id of a chunk. */
export function chunkIdOf({ page, index, rests }: ChunkPlace): string {
  return rests === 0 ? `${page}-${index}` : `${page}-${index}+${rests}`;
}
