import { GetBucketTaggingCommand, type GetBucketTaggingOutput } from '@aws-sdk/client-s3';
import { bucketCalls } from './bucket-calls.ts';
import type { Tags } from './tags.ts';

export const tagsCalls = bucketCalls<Tags>()({
  get: GetBucketTaggingCommand,
  value: ({ TagSet }: GetBucketTaggingOutput) => TagSet as Tags | undefined,
  notConfigured: ['NoSuchTagSet'],
});
