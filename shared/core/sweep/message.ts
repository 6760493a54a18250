import * as v from 'valibot';
import { BeyondBoundsError, requireWithinBounds } from '../bounds.ts';

/** As many as SQS takes: the rest of a large chunk, with a reason for each bucket, may have hundreds of thousands. */
const MOST_CHARACTERS = 1_048_576;

/** In ms since 1970: JSON may hold numbers that no calendar does. */
const Time = v.pipe(v.number(), v.safeInteger());

const SweptBucket = v.object({ name: v.string(), region: v.string() });

const Start = v.object({
  kind: v.literal('start'),
  trigger: v.picklist(['schedule', 'deployment', 'person']),
  mode: v.optional(v.picklist(['by-settings', 'audit']), 'by-settings'),
});

const List = v.object({ kind: v.literal('list'), sweep: v.string() });

const Chunk = v.object({
  kind: v.literal('chunk'),
  sweep: v.string(),
  /** Page, place in it, and how often a rest was handed on, as in `12-3` and `12-3+17`. */
  chunk: v.string(),
  buckets: v.pipe(v.array(SweptBucket), v.minLength(1)),
  /** Of those whose last look failed, by bucket name: why, and since when, in ms since 1970. */
  failures: v.optional(v.record(v.string(), v.object({ reason: v.string(), sinceMs: Time })), {}),
});

const Finish = v.object({ kind: v.literal('finish'), sweep: v.string() });

const SweepMessage = v.variant('kind', [Start, List, Chunk, Finish]);

/** A message of the sweep queue: what the sweep has to do next. */
export type SweepMessage = v.InferOutput<typeof SweepMessage>;
export type StartMessage = v.InferOutput<typeof Start>;
export type ChunkMessage = v.InferOutput<typeof Chunk>;
/** A bucket as it was listed. */
export type ListedBucket = v.InferOutput<typeof SweptBucket>;

/**
 * The id of what is left of a chunk, and how often a rest was handed on before. Ids of earlier versions have
 * a `+` for each time.
 */
export function restOfChunk(chunk: string): { readonly chunk: string; readonly tries: number } {
  const [place = '', ...pluses] = chunk.split('+');
  const tries = Number(pluses.at(-1)) || pluses.length;
  return { chunk: `${place}+${tries + 1}`, tries };
}

/** Nobody can act on the message; another try would read the same. */
export class MalformedSweepMessageError extends Error {
  override readonly name = 'MalformedSweepMessageError';
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
    requireWithinBounds(body, 'the message', MOST_CHARACTERS);
    return JSON.parse(body);
  } catch (error) {
    const { message } = error as Error;
    throw new MalformedSweepMessageError(
      error instanceof BeyondBoundsError ? message : `not JSON: ${message}`,
    );
  }
}
