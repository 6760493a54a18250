import { isDeepStrictEqual } from 'node:util';
import type { S3Client } from '@aws-sdk/client-s3';
import type { Plan } from '../core/decide.ts';
import type { Change, Observation, Observations } from '../core/facet.ts';
import type { ControlResult } from '../core/report.ts';
import type { Bucket } from '../core/target.ts';
import { readFacet } from './facets.ts';

/** A change of a facet that its owner may have added to, or made stronger, since it was read. */
export type MergedChange = Extract<Change, { facet: 'policy' | 'encryption' }>;

/** Whether what is written depends on what stood there: a public access block has nothing stronger than all on. */
export function isMerged(change: Change): change is MergedChange {
  return change.facet !== 'publicAccessBlock';
}

/** A planned change, and its facet as it is right before the write. */
export interface ReadAgain {
  readonly planned: MergedChange;
  readonly fresh: Observation<MergedChange['after']>;
}

/**
 * Reads the facet of a planned change once more.
 * @throws {BucketGoneError} where the bucket is gone.
 */
export async function readAgain(
  planned: MergedChange,
  s3: S3Client,
  bucket: Bucket,
): Promise<ReadAgain> {
  const fresh = await readFacet(planned.facet, s3, bucket);
  return { planned, fresh };
}

/** What has to be written by now instead of a planned change. */
export interface Revision extends Pick<ReadAgain, 'planned'> {
  /** None where the fresh read finds nothing to write. */
  readonly change: Change | undefined;
  /** Of the controls, where the facet is not what it was. */
  readonly results?: readonly ControlResult[];
}

/** Decides again where a facet moved between two reads; another change than the planned one is recorded. */
export async function revise(
  { planned, fresh }: ReadAgain,
  decideAgain: (fresh: Observations) => Plan,
  amend: (change: Change) => Promise<void>,
): Promise<Revision> {
  const now = fresh.state === 'present' ? fresh.value : undefined;
  if (fresh.state !== 'unknown' && isDeepStrictEqual(now, planned.before)) {
    return { planned, change: planned };
  }
  const { changes, results } = decideAgain({ [planned.facet]: fresh });
  const change = changes.find(({ facet }) => facet === planned.facet);
  if (change !== undefined) await amend(change);
  return { planned, change, results };
}
