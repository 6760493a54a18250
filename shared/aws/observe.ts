import type { S3Client } from '@aws-sdk/client-s3';
import type { FacetName, Observations } from '../core/facet.ts';
import type { Bucket } from '../core/target.ts';
import { readFacet } from './facets.ts';

/**
 * Reads the named facets of a bucket, all at once.
 * @throws {BucketGoneError} where the bucket is gone.
 * @throws {BucketElsewhereError} where it is in another Region.
 */
export async function observe(
  s3: S3Client,
  bucket: Bucket,
  facets: ReadonlySet<FacetName>,
): Promise<Observations> {
  const entries = await Promise.all(
    [...facets].map(async (facet) => [facet, await readFacet(facet, s3, bucket)] as const),
  );
  return Object.fromEntries(entries);
}
