import * as v from 'valibot';
import { BeyondBoundsError, requireWithinBounds } from '../bounds.ts';
import { readChunkId } from './chunk-id.ts';

const Start = v.object({
  kind: v.literal('start'),
  trigger: v.picklist(['schedule', 'deployment', 'person']),
  mode: v.optional(v.picklist(['by-settings', 'audit']), 'by-settings'),
});

const List = v.object({ kind: v.literal('list'), sweep: v.string() });

const Chunk = v.object({
  kind: v.literal('chunk'),
  sweep: v.string(),
  /** Page, place in it, and how often a rest was handed on, as in `12-3` and `12-3+17`: the record has its buckets. */
  chunk: v.pipe(
    v.string(),
    v.check((text) => readChunkId(text) !== undefined, 'expected the id of a chunk'),
  ),
});

const Finish = v.object({ kind: v.literal('finish'), sweep: v.string() });

const SweepMessage = v.variant('kind', [Start, List, Chunk, Finish]);

/** A message of the sweep queue: what the sweep has to do next. */
export type SweepMessage = v.InferOutput<typeof SweepMessage>;
export type StartMessage = v.InferOutput<typeof Start>;
export type ChunkMessage = v.InferOutput<typeof Chunk>;
/** A bucket as it was listed. */
export interface ListedBucket {
  readonly name: string;
  readonly region: string;
}

/** Nobody can act on the message; another try would read the same. */
export class MalformedSweepMessageError extends Error {
  override readonly name: string = 'MalformedSweepMessageError';
}

/** The message reads well, but the service does not act on it: not from there, or not on record. */
export class RefusedSweepMessageError extends MalformedSweepMessageError {
  override readonly name = 'RefusedSweepMessageError';
}

/**
 * Reads a message of the sweep queue.
 * @throws {MalformedSweepMessageError} saying what is wrong with it.
 */
export function readSweepMessage(body: string): SweepMessage {
  const json = parse(body);
  const result = v.safeParse(SweepMessage, json);
  if (result.success) return result.output;
  const issues = result.issues.map(
    (issue) => `${v.getDotPath(issue) ?? 'the message'}: ${issue.message}`,
  );
  throw new MalformedSweepMessageError(issues.join('; '));
}

function parse(body: string): unknown {
  try {
    requireWithinBounds(body, 'the message');
    return JSON.parse(body);
  } catch (error) {
    const { message } = error as Error;
    throw new MalformedSweepMessageError(
      error instanceof BeyondBoundsError ? message : `not JSON: ${message}`,
    );
  }
}
