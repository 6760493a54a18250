import type { StatusCounts, SweepMode, SweepTrigger, SweptOutcome } from './summary.ts';

/** How a sweep is known: fixed when it starts. */
export interface SweepIdentity {
  /** Sorts by time and is short enough to type. */
  readonly id: string;
  readonly trigger: SweepTrigger;
  /** Of a person's: who asked for it, by the id that AWS gave the sender of the message. */
  readonly askedBy?: string | undefined;
  readonly mode: SweepMode;
  readonly isFirst: boolean;
  /** ISO 8601 in UTC. */
  readonly startedAt: string;
  /** Id of the message that began it, which may come again; undefined for sweeps of earlier versions. */
  readonly startMessageId?: string | undefined;
  /** What it judges by, as a fingerprint; undefined for sweeps of earlier versions. */
  readonly judgedAs?: string | undefined;
  /** Whether a sweep before it repaired every bucket by the same judgement: only then can drift be told from other repairs. */
  readonly isComparable?: boolean | undefined;
}

/** How far a sweep is. */
export interface SweepProgress extends SweepIdentity {
  /** Pages of the list of buckets that were read, and of which all chunks were handed out. */
  readonly listedPages: number;
  readonly sentPages: number;
  /** For the next page; undefined before the first and after the last. */
  readonly token?: string | undefined;
  readonly isListed: boolean;
  /** Listed so far. */
  readonly buckets: number;
  /** Handed out so far, and done. */
  readonly chunks: number;
  readonly doneChunks: number;
  /** Buckets that are done, by outcome. */
  readonly outcomes: Readonly<Partial<Record<SweptOutcome, number>>>;
  /** Buckets at which S3 refuses the service; undefined where there are none. */
  readonly refusedBuckets?: number | undefined;
  /** Buckets that were repaired though no event had told of their drift; undefined where there are none. */
  readonly unheardBuckets?: number | undefined;
  /** By control id. */
  readonly controls: Readonly<Record<string, StatusCounts>>;
  /** Listed buckets by Region. */
  readonly regions: Readonly<Record<string, number>>;
  /** When it last got on, in ms since 1970. */
  readonly updatedAtMs: number;
  /** Topics that did not take the summary; undefined until it was told. */
  readonly untoldTopics?: readonly string[] | undefined;
  /** ISO 8601 in UTC; undefined while it runs. */
  readonly finishedAt?: string | undefined;
}

/** Whether every bucket was looked at, so that only the summary is left. */
export function isComplete(progress: SweepProgress): boolean {
  return (
    progress.isListed &&
    progress.sentPages === progress.listedPages &&
    progress.doneChunks >= progress.chunks
  );
}

/** Whether it ended before every bucket was looked at. */
export function isGivenUp(progress: SweepProgress): boolean {
  return progress.finishedAt !== undefined && !isComplete(progress);
}

/** Buckets that are done. */
export function doneBuckets({ outcomes }: Pick<SweepProgress, 'outcomes'>): number {
  return Object.values(outcomes).reduce((sum, count) => sum + count, 0);
}
