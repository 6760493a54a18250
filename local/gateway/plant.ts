import {
  DeletePublicAccessBlockCommand,
  GetBucketLocationCommand,
  GetPublicAccessBlockCommand,
  PutBucketPolicyCommand,
  PutPublicAccessBlockCommand,
} from '@aws-sdk/client-s3';
import { region as homeRegion } from '../root.ts';
import type { RootClients } from './root-clients.ts';

/**
 * Gives a bucket a policy that S3 would refuse today but may hold from before: with a principal
 * that is gone since, public from before the public access block, or no JSON at all. Makes no
 * event.
 */
export async function plantPolicy(
  clients: RootClients,
  bucket: string,
  policy: string,
): Promise<void> {
  const Bucket = bucket;
  const location = await clients.s3(homeRegion).send(new GetBucketLocationCommand({ Bucket }));
  const s3 = clients.s3(location.LocationConstraint || homeRegion);
  const { PublicAccessBlockConfiguration } = await s3
    .send(new GetPublicAccessBlockCommand({ Bucket }))
    .catch(() => ({ PublicAccessBlockConfiguration: undefined }));
  if (PublicAccessBlockConfiguration?.BlockPublicPolicy) {
    await s3.send(new DeletePublicAccessBlockCommand({ Bucket }));
  }
  await s3.send(new PutBucketPolicyCommand({ Bucket, Policy: policy }));
  if (PublicAccessBlockConfiguration?.BlockPublicPolicy) {
    await s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration }));
  }
}
