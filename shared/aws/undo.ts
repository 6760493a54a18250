import type { S3Client } from '@aws-sdk/client-s3';
import type { Observation } from '../core/facet.ts';
import { isStill, type JournalEntry } from '../core/journal.ts';
import { readFacet, restoreFacet } from './facets.ts';
import type { UndoRecord, UndoStore } from './journal/undo.ts';

/** Whether a facet still is what a change left, with what is there now. */
export interface Standing {
  /** `unknown`: it could not be read. */
  readonly is: 'as-left' | 'moved' | 'unknown';
  readonly live: Observation<unknown>;
}

/**
 * Reads the facet of a change.
 * @throws {BucketGoneError} where the bucket is gone.
 * @throws {BucketElsewhereError} where it is in another Region.
 */
export async function standingOf(
  s3: S3Client,
  { bucket, change }: Pick<JournalEntry, 'bucket' | 'change'>,
): Promise<Standing> {
  const live: Observation<unknown> = await readFacet(change.facet, s3, bucket);
  if (live.state === 'unknown') return { is: 'unknown', live };
  const value = live.state === 'present' ? live.value : undefined;
  return { is: isStill(change.facet, change.after, value) ? 'as-left' : 'moved', live };
}

/** What became of an undo. */
export type UndoResult =
  | { readonly is: 'undone' }
  /** Nothing was written or recorded. */
  | { readonly is: 'moved' | 'unknown'; readonly live: Observation<unknown> }
  /** S3 refused the write; the record was taken back, unless that failed too. */
  | { readonly is: 'refused'; readonly error: unknown; readonly takeBackError?: unknown };

/**
 * Puts a facet back to what it was before a change, exactly, and only while it still is what the
 * change left. The change is marked and the bucket exempted before the write.
 * @throws {NotAppliedError} where the change was not applied, or is undone already.
 * @throws {BucketBusyError} where a look is at the bucket.
 * @throws {BucketGoneError} where the bucket is gone.
 * @throws {BucketElsewhereError} where it is in another Region.
 */
export async function undo(
  s3: S3Client,
  store: UndoStore,
  record: UndoRecord & { readonly entry: JournalEntry },
): Promise<UndoResult> {
  const { bucket, change } = record.entry;
  const standing = await standingOf(s3, record.entry);
  if (standing.is !== 'as-left') return { is: standing.is, live: standing.live };
  await store.record(record);
  try {
    await restoreFacet(change, s3, bucket);
    return { is: 'undone' };
  } catch (error) {
    // A write whose answer was lost may have been made all the same.
    const now = await standingOf(s3, record.entry).catch(() => undefined);
    const value = now?.live.state === 'present' ? now.live.value : undefined;
    if (now?.is === 'moved' && isStill(change.facet, change.before, value)) return { is: 'undone' };
    try {
      await store.takeBack(record);
      return { is: 'refused', error };
    } catch (takeBackError) {
      return { is: 'refused', error, takeBackError };
    }
  }
}
