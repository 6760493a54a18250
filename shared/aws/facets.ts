import {
  DeleteBucketEncryptionCommand,
  DeleteBucketPolicyCommand,
  DeletePublicAccessBlockCommand,
  GetBucketEncryptionCommand,
  GetBucketPolicyCommand,
  GetPublicAccessBlockCommand,
  PutBucketEncryptionCommand,
  PutBucketPolicyCommand,
  PutPublicAccessBlockCommand,
  type S3Client,
  type ServerSideEncryptionConfiguration,
} from '@aws-sdk/client-s3';
import type {
  Change,
  EncryptionConfiguration,
  FacetName,
  FacetValues,
  Observation,
} from '../core/facet.ts';
import type { Bucket } from '../core/target.ts';
import { observationOfError } from './errors.ts';

interface FacetAccess<Value> {
  /** The facet's value; undefined where S3 answers without one. */
  get(s3: S3Client, bucket: Bucket): Promise<Value | undefined>;
  put(s3: S3Client, bucket: Bucket, value: Value): Promise<unknown>;
  /** Takes the configuration away: what an undo does where there was none before. */
  remove(s3: S3Client, bucket: Bucket): Promise<unknown>;
}

// ExpectedBucketOwner makes S3 refuse (403) where a bucket of that name is somebody else's by now.
const address = (bucket: Bucket) => ({
  Bucket: bucket.name,
  ExpectedBucketOwner: bucket.account,
});

/** The one call that reads, the one call that writes and the one call that removes each facet. */
const FACETS: { readonly [Name in FacetName]: FacetAccess<FacetValues[Name]> } = {
  encryption: {
    async get(s3, bucket) {
      const answer = await s3.send(new GetBucketEncryptionCommand(address(bucket)));
      return answer.ServerSideEncryptionConfiguration as EncryptionConfiguration | undefined;
    },
    put: (s3, bucket, value) =>
      s3.send(
        new PutBucketEncryptionCommand({
          ...address(bucket),
          // The SDK's type has closed lists of values; what S3 said is sent back whatever it was.
          ServerSideEncryptionConfiguration: value as ServerSideEncryptionConfiguration,
        }),
      ),
    // Permitted by s3:PutEncryptionConfiguration.
    remove: (s3, bucket) => s3.send(new DeleteBucketEncryptionCommand(address(bucket))),
  },
  policy: {
    get: async (s3, bucket) => (await s3.send(new GetBucketPolicyCommand(address(bucket)))).Policy,
    put: (s3, bucket, value) =>
      s3.send(new PutBucketPolicyCommand({ ...address(bucket), Policy: value })),
    // Permitted by s3:DeleteBucketPolicy.
    remove: (s3, bucket) => s3.send(new DeleteBucketPolicyCommand(address(bucket))),
  },
  publicAccessBlock: {
    get: async (s3, bucket) =>
      (await s3.send(new GetPublicAccessBlockCommand(address(bucket))))
        .PublicAccessBlockConfiguration,
    put: (s3, bucket, value) =>
      s3.send(
        new PutPublicAccessBlockCommand({
          ...address(bucket),
          PublicAccessBlockConfiguration: value,
        }),
      ),
    // Permitted by s3:PutBucketPublicAccessBlock.
    remove: (s3, bucket) => s3.send(new DeletePublicAccessBlockCommand(address(bucket))),
  },
};

/**
 * Reads one facet. A failed read is an observation too; nothing is guessed.
 * @throws {BucketGoneError} where the bucket is gone.
 * @throws {BucketElsewhereError} where it is in another Region.
 */
export async function readFacet<Name extends FacetName>(
  name: Name,
  s3: S3Client,
  bucket: Bucket,
): Promise<Observation<FacetValues[Name]>> {
  try {
    const value = await FACETS[name].get(s3, bucket);
    return value === undefined ? { state: 'absent' } : { state: 'present', value };
  } catch (error) {
    return observationOfError(error);
  }
}

/** Writes one facet whole. Rejects with the SDK's error where S3 does not take it. */
export async function writeFacet<Name extends FacetName>(
  name: Name,
  s3: S3Client,
  bucket: Bucket,
  value: FacetValues[Name],
): Promise<void> {
  await FACETS[name].put(s3, bucket, value);
}

/** Puts a change's facet back to what it was before, exactly. Rejects with the SDK's error where S3 does not take it. */
export async function restoreFacet(change: Change, s3: S3Client, bucket: Bucket): Promise<void> {
  if (change.before === undefined) await FACETS[change.facet].remove(s3, bucket);
  else await writeFacet(change.facet, s3, bucket, change.before);
}
