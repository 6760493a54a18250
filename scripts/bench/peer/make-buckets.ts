import {
  CreateBucketCommand,
  DeletePublicAccessBlockCommand,
  PutBucketEncryptionCommand,
  PutBucketPolicyCommand,
  PutPublicAccessBlockCommand,
  type ServerSideEncryptionConfiguration,
} from '@aws-sdk/client-s3';
import pMap from 'p-map';
import type { ConnectedAws } from '../../../local/start.ts';
import { type MadeUpBucket, madeUpBucket } from '../mix.ts';

const AT_ONCE = 8;

/** Every second bucket is broken, one way after the other. */
const BROKEN_EVERY = 2;

/** Makes the same buckets in every account, while nobody listens. */
export async function makeBuckets(aws: ConnectedAws, count: number): Promise<MadeUpBucket[]> {
  const buckets = Array.from({ length: count }, (_, index) =>
    madeUpBucket(index, BROKEN_EVERY, aws.account),
  );
  await aws.setEvents({ deliver: false });
  await pMap(buckets, (bucket) => makeBucket(aws, bucket), { concurrency: AT_ONCE });
  await aws.clearCalls();
  return buckets;
}

async function makeBucket(aws: ConnectedAws, bucket: MadeUpBucket): Promise<void> {
  const s3 = aws.s3();
  const Bucket = bucket.name;
  await s3.send(new CreateBucketCommand({ Bucket }));
  await s3.send(
    new PutBucketEncryptionCommand({
      Bucket,
      ServerSideEncryptionConfiguration: bucket.encryption as ServerSideEncryptionConfiguration,
    }),
  );
  if (bucket.policy !== undefined) {
    await s3.send(new PutBucketPolicyCommand({ Bucket, Policy: bucket.policy }));
  }
  const { publicAccessBlock } = bucket;
  await (publicAccessBlock === undefined
    ? s3.send(new DeletePublicAccessBlockCommand({ Bucket }))
    : s3.send(
        new PutPublicAccessBlockCommand({
          Bucket,
          PublicAccessBlockConfiguration: publicAccessBlock,
        }),
      ));
}
