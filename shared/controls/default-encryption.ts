import * as v from 'valibot';
import { control } from '../model/control.ts';
import type { EncryptionRule } from '../resources/bucket/encryption.ts';

/** What default encryption has to be at the least. */
export const EncryptionOptions = v.pipe(
  v.strictObject({
    /** The weakest algorithm that is accepted. What is stronger is never touched. */
    minimum: v.optional(v.picklist(['SSE-S3', 'SSE-KMS', 'DSSE-KMS']), 'SSE-S3'),
    /**
     * Key for buckets of its own Region that are raised from SSE-S3 to a KMS algorithm; those that
     * use KMS already keep their key. A full key ARN: an alias would resolve in the account of
     * whoever uploads. Without it, and in other Regions, S3 uses the AWS managed key.
     */
    kmsKeyArn: v.optional(
      v.pipe(
        v.string(),
        v.regex(
          /^arn:[a-z-]+:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/,
          'expected a key ARN as in "arn:aws:kms:eu-central-1:111122223333:key/…"',
        ),
      ),
    ),
    /**
     * The bucket key of a bucket whose encryption is raised. `adjust`: it goes on with SSE-KMS, or
     * each object would cost a request to KMS, and out with DSSE-KMS, for which S3 does not support
     * it. `keep`: it stays as it is.
     */
    bucketKey: v.optional(v.picklist(['adjust', 'keep']), 'adjust'),
  }),
  v.forward(
    v.check(
      ({ minimum, kmsKeyArn }) => minimum !== 'SSE-S3' || kmsKeyArn === undefined,
      'expected no key while encryption.minimum is "SSE-S3"',
    ),
    ['kmsKeyArn'],
  ),
);

export type EncryptionOptions = v.InferOutput<typeof EncryptionOptions>;
type EncryptionMinimum = EncryptionOptions['minimum'];

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
export const defaultEncryption = control({
  id: 'default-encryption',
  title: 'New objects are encrypted by default',
  description:
    'A bucket whose default encryption is missing or weaker than the configured minimum is raised ' +
    'to that minimum. What is stronger stays; the key, be it named or the AWS managed one, and the ' +
    'blocked encryption types stay as they are. A bucket that is raised to SSE-KMS gets a bucket key, ' +
    'or each object would cost a request to KMS; one that is raised to DSSE-KMS, which S3 does not ' +
    'support bucket keys for, has it taken out. With `encryption.bucketKey` set to `keep` it stays too.',
  severity: 'medium',
  modes: { essential: 'enforce', recommended: 'enforce', strict: 'enforce' },
  kind: 'bucket',
  reads: ['encryption'],
  writes: ['encryption'],
  configRules: ['S3_BUCKET_SERVER_SIDE_ENCRYPTION_ENABLED', 'S3_DEFAULT_ENCRYPTION_KMS'],
  findings: ['S3.4', 'S3.17'],
  options: { section: 'encryption', schema: EncryptionOptions },
  judge({ encryption }, { resource: { region }, options }) {
    const { minimum, kmsKeyArn } = options;
    const configuration = encryption.state === 'present' ? encryption.value : { Rules: [] };
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
      desired: {
        encryption: { ...configuration, Rules: [raise(rule, options, key), ...others] },
      },
    };
  },
});

/** An algorithm that this table does not know is set by an AWS service for itself (`aws:fsx`, `aws:backup`): not ours to lower or raise. */
function isAtLeast(algorithm: string, minimum: EncryptionMinimum): boolean {
  const strength = STRENGTH.get(algorithm) ?? Number.POSITIVE_INFINITY;
  return strength >= (STRENGTH.get(ALGORITHM[minimum]) ?? Number.POSITIVE_INFINITY);
}

function raise(
  rule: EncryptionRule,
  { minimum, bucketKey }: EncryptionOptions,
  key: string | undefined,
): EncryptionRule {
  const { SSEAlgorithm, KMSMasterKeyID } = rule.ApplyServerSideEncryptionByDefault ?? {};
  // KMS without a key id is KMS with the AWS managed key, which stays like any other key.
  const keyId = SSEAlgorithm === 'aws:kms' ? KMSMasterKeyID : (KMSMasterKeyID ?? key);
  return {
    ...(bucketKey === 'keep' ? rule : withBucketKey(rule, minimum)),
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
