import {
  GetBucketEncryptionCommand,
  GetBucketPolicyCommand,
  GetPublicAccessBlockCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { Statement } from './owner.ts';

/** A bucket as it is, read with S3's own calls and none of the service's code. */
export interface Sight {
  readonly algorithm: string | undefined;
  /** Names of the settings of the public access block that are on. */
  readonly blocked: readonly string[];
  readonly statements: readonly Statement[];
}

export async function lookAt(s3: S3Client, Bucket: string): Promise<Sight> {
  const [encryption, block, policy] = await Promise.all([
    s3.send(new GetBucketEncryptionCommand({ Bucket })),
    orNothing(s3.send(new GetPublicAccessBlockCommand({ Bucket }))),
    orNothing(s3.send(new GetBucketPolicyCommand({ Bucket }))),
  ]);
  const [rule] = encryption.ServerSideEncryptionConfiguration?.Rules ?? [];
  const { Statement: statements = [] } = JSON.parse(policy?.Policy ?? '{}');
  return {
    algorithm: rule?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm,
    blocked: Object.entries(block?.PublicAccessBlockConfiguration ?? {})
      .filter(([, isOn]) => isOn === true)
      .map(([name]) => name)
      .sort(),
    statements,
  };
}

async function orNothing<Answer>(asked: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof Error && error.name.startsWith('NoSuch')) return undefined;
    throw error;
  }
}
