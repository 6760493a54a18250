import { isDeepStrictEqual } from 'node:util';
import type { Facet } from '../../model/facet.ts';

/** `TagSet` of GetBucketTagging. */
export type Tags = readonly { readonly Key: string; readonly Value: string }[];

declare module '../../model/facet.ts' {
  interface BucketFacets {
    tags: Tags;
  }
}

/** What the owner says of the bucket. The service reads it and never writes it. */
export const tags: Facet<'tags'> = {
  name: 'tags',
  kind: 'bucket',
  title: 'Tags',
  // The last two are S3 Control's, the only ones that buckets with ABAC take.
  changedBy: ['PutBucketTagging', 'DeleteBucketTagging', 'TagResource', 'UntagResource'],
  permissions: { read: ['s3:GetBucketTagging'], write: [], remove: [] },
  isStill: isDeepStrictEqual,
  impact: () => undefined,
};
