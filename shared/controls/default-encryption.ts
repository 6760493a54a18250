import type { Baseline, Control, EncryptionMinimum } from '../core/control.ts';
import type { EncryptionRule } from '../core/facet.ts';

/** A map, not an object: an algorithm of the name of something that every object has is not known either. */
const STRENGTH: ReadonlyMap<string, number> = new Map([
  ['AES256', 1],
  ['aws:kms', 2],
  ['aws:kms:dsse', 3],
]);

const ALGORITHM: Readonly<Record<EncryptionMinimum, string>> = {
  'SSE-S3': 'AES256',
  'SSE-KMS': 'aws:kms',
  'DSSE-KMS': 'aws:kms:dsse',
};

/** At least the configured minimum, and only ever upwards. */
export const defaultEncryption = {
  id: 'default-encryption',
  title: 'New objects are encrypted by default',
  description:
    'A bucket whose default encryption is missing or weaker than the configured minimum is raised ' +
    'to that minimum. What is stronger stays; the key, be it named or the AWS managed one, and the ' +
    'blocked encryption types stay as they are. A bucket that is raised to SSE-KMS gets a bucket key, ' +
    'or each object would cost a request to KMS; one that is raised to DSSE-KMS, which S3 does not ' +
    'support bucket keys for, has it taken out. With `encryption.bucketKey` set to `keep` it stays too.',
  severity: 'medium',
  facet: 'encryption',
  breakingEvents: ['CreateBucket', 'PutBucketEncryption', 'DeleteBucketEncryption'],
  configRules: ['S3_BUCKET_SERVER_SIDE_ENCRYPTION_ENABLED', 'S3_DEFAULT_ENCRYPTION_KMS'],
  findings: ['S3.4', 'S3.17'],
  permissions: {
    read: ['s3:GetEncryptionConfiguration'],
    write: ['s3:PutEncryptionConfiguration'],
  },
  judge(observation, { region }, { encryption }) {
    const { minimum, kmsKeyArn } = encryption;
    const configuration = observation.state === 'present' ? observation.value : { Rules: [] };
    const [rule = {}, ...others] = configuration.Rules;
    const algorithm = rule.ApplyServerSideEncryptionByDefault?.SSEAlgorithm;
    if (algorithm !== undefined && isAtLeast(algorithm, minimum)) return { status: 'compliant' };
    const key = minimum === 'SSE-S3' ? undefined : keyIn(region, kmsKeyArn);
    return {
      status: 'noncompliant',
      reason:
        algorithm === undefined
          ? 'default encryption is not set'
          : `default encryption is ${algorithm}, weaker than ${ALGORITHM[minimum]}`,
      desired: { ...configuration, Rules: [raise(rule, encryption, key), ...others] },
    };
  },
} as const satisfies Control<'encryption'>;

/** An algorithm that this table does not know is set by an AWS service for itself (`aws:fsx`, `aws:backup`): not ours to lower or raise. */
function isAtLeast(algorithm: string, minimum: EncryptionMinimum): boolean {
  const strength = STRENGTH.get(algorithm) ?? Number.POSITIVE_INFINITY;
  return strength >= (STRENGTH.get(ALGORITHM[minimum]) ?? Number.POSITIVE_INFINITY);
}

function raise(
  rule: EncryptionRule,
  { minimum, bucketKey = 'adjust' }: Baseline['encryption'],
  key: string | undefined,
): EncryptionRule {
  const { SSEAlgorithm, KMSMasterKeyID } = rule.ApplyServerSideEncryptionByDefault ?? {};
  // KMS without a key id is KMS with the AWS managed key, which stays like any other key.
  const keyId = SSEAlgorithm === 'aws:kms' ? KMSMasterKeyID : (KMSMasterKeyID ?? key);
  return {
    ...(bucketKey === 'adjust' ? withBucketKey(rule, minimum) : rule),
    ApplyServerSideEncryptionByDefault: {
      SSEAlgorithm: ALGORITHM[minimum],
      ...(keyId === undefined ? {} : { KMSMasterKeyID: keyId }),
    },
  };
}

function withBucketKey(rule: EncryptionRule, minimum: EncryptionMinimum): EncryptionRule {
  if (minimum === 'SSE-KMS') return { ...rule, BucketKeyEnabled: true };
  if (minimum === 'SSE-S3' || rule.BucketKeyEnabled !== true) return rule;
  const { BucketKeyEnabled: _, ...rest } = rule;
  return rest;
}

/** S3 takes the key of another Region without a word, and refuses every upload from then on. */
function keyIn(region: string, kmsKeyArn: string | undefined): string | undefined {
  return kmsKeyArn?.split(':')[3] === region ? kmsKeyArn : undefined;
}
