import {
  GetBucketEncryptionCommand,
  GetBucketPolicyCommand,
  GetObjectCommand,
  GetPublicAccessBlockCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { People } from './people.ts';

/** What each bucket holds. */
export const objectKey = 'report.txt';
export const objectText = 'Figures of the third quarter.';

/** A bucket as it is: its settings, and who gets its object. */
export interface Sight {
  /** Algorithm, and the key where there is one; absent where nothing is set. */
  encryption?: { algorithm: string; key?: string };
  /** Names of the settings that are on. */
  publicAccessBlock: string[];
  /** The policy's text; absent where there is none. */
  policy?: string;
  readers: Record<Reader, string>;
}

type Reader = 'owner' | 'plain' | 'anybody';

/** Looks at a bucket with S3's own calls, and none of the service's code. */
export async function lookAt(people: People, bucket: string): Promise<Sight> {
  const [encryption, publicAccessBlock, policy, owner, plain, anybody] = await Promise.all([
    encryptionOf(people.root, bucket),
    publicAccessBlockOf(people.root, bucket),
    policyOf(people.root, bucket),
    readingOf(people.owner, bucket),
    readingOf(people.ownerOverPlainHttp, bucket),
    readingOf(people.anybody, bucket),
  ]);
  return {
    ...(encryption ? { encryption } : {}),
    publicAccessBlock,
    ...(policy === undefined ? {} : { policy }),
    readers: { owner, plain, anybody },
  };
}

async function encryptionOf(s3: S3Client, Bucket: string): Promise<Sight['encryption']> {
  const answer = await unless(
    'ServerSideEncryptionConfigurationNotFoundError',
    s3.send(new GetBucketEncryptionCommand({ Bucket })),
  );
  const byDefault =
    answer?.ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault;
  if (!byDefault) return undefined;
  const { SSEAlgorithm: algorithm = '', KMSMasterKeyID: key } = byDefault;
  return { algorithm, ...(key ? { key } : {}) };
}

async function publicAccessBlockOf(s3: S3Client, Bucket: string): Promise<string[]> {
  const answer = await unless(
    'NoSuchPublicAccessBlockConfiguration',
    s3.send(new GetPublicAccessBlockCommand({ Bucket })),
  );
  return Object.entries(answer?.PublicAccessBlockConfiguration ?? {})
    .filter(([, on]) => on === true)
    .map(([name]) => name)
    .sort();
}

async function policyOf(s3: S3Client, Bucket: string): Promise<string | undefined> {
  const answer = await unless(
    'NoSuchBucketPolicy',
    s3.send(new GetBucketPolicyCommand({ Bucket })),
  );
  return answer?.Policy;
}

/** Whether a reader got the object: all of it, or a refusal; anything else is said as it is. */
async function readingOf(s3: S3Client, Bucket: string): Promise<string> {
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: objectKey }));
    return (await Body?.transformToString()) === objectText ? 'got it' : 'got another';
  } catch (error) {
    const name = error instanceof Error ? error.name : String(error);
    return name === 'AccessDenied' ? 'refused' : name;
  }
}

async function unless<Answer>(name: string, asked: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof Error && error.name === name) return undefined;
    throw error;
  }
}
