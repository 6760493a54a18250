import { isDeepStrictEqual } from 'node:util';
import {
  GetBucketEncryptionCommand,
  GetBucketPolicyCommand,
  GetPublicAccessBlockCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import pMap from 'p-map';
import type { MadeUpBucket } from '../mix.ts';

/** How well a bucket is off, read by plain S3 calls: the more of each, the better. */
export interface State {
  /** 0 for none, 1 for SSE-S3, 2 for SSE-KMS, 3 for DSSE-KMS. */
  readonly encryption: number;
  /** Settings of the public access block that are on. */
  readonly blocked: number;
  /** 1 where plain HTTP is denied to everybody, for the bucket and its objects. */
  readonly tlsOnly: number;
  /** Statements of its owner that are still there, as they were. */
  readonly ownersStatements: number;
}

const ALGORITHMS = ['AES256', 'aws:kms', 'aws:kms:dsse'];
const AT_ONCE = 8;

export async function statesOf(s3: S3Client, buckets: readonly MadeUpBucket[]): Promise<State[]> {
  return pMap(buckets, (bucket) => stateOf(s3, bucket), { concurrency: AT_ONCE });
}

/** Whether a bucket is worse off in anything. */
export function isWorse(state: State, other: State): boolean {
  return (Object.keys(state) as (keyof State)[]).some((key) => state[key] < other[key]);
}

async function stateOf(s3: S3Client, bucket: MadeUpBucket): Promise<State> {
  const Bucket = bucket.name;
  const [encryption, block, policy] = await Promise.all([
    s3.send(new GetBucketEncryptionCommand({ Bucket })),
    unless(
      'NoSuchPublicAccessBlockConfiguration',
      s3.send(new GetPublicAccessBlockCommand({ Bucket })),
    ),
    unless('NoSuchBucketPolicy', s3.send(new GetBucketPolicyCommand({ Bucket }))),
  ]);
  const rule = encryption.ServerSideEncryptionConfiguration?.Rules?.[0];
  const algorithm = rule?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm ?? '';
  const statements = statementsIn(policy?.Policy);
  const before = statementsIn(bucket.policy);
  return {
    encryption: ALGORITHMS.indexOf(algorithm) + 1,
    blocked: Object.values(block?.PublicAccessBlockConfiguration ?? {}).filter(Boolean).length,
    tlsOnly: statements.some((statement) => deniesPlainHttp(statement, Bucket)) ? 1 : 0,
    ownersStatements: before.filter((own) => statements.some((now) => isDeepStrictEqual(own, now)))
      .length,
  };
}

function statementsIn(policy: string | undefined): Record<string, unknown>[] {
  return policy === undefined ? [] : [JSON.parse(policy).Statement].flat();
}

function deniesPlainHttp(statement: Record<string, unknown>, bucket: string): boolean {
  const { Sid: _, ...meaning } = statement;
  const arn = `arn:aws:s3:::${bucket}`;
  return isDeepStrictEqual(meaning, {
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: [arn, `${arn}/*`],
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  });
}

async function unless<Answer>(name: string, asked: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof Error && error.name === name) return undefined;
    throw error;
  }
}
