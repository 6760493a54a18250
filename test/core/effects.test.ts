import { describe, expect, test } from 'vitest';
import type { PublicAccessBlock } from '../../shared/resources/bucket/public-access-block.ts';
import { FACETS } from '../../shared/resources/facets.ts';

describe('settings of the public access block that went on', () => {
  const ON = {
    BlockPublicAcls: true,
    IgnorePublicAcls: true,
    BlockPublicPolicy: true,
    RestrictPublicBuckets: true,
  };
  const impact = (before: PublicAccessBlock | null, after: PublicAccessBlock = ON) =>
    FACETS.publicAccessBlock.impact(before, after);

  test.each<[keyof PublicAccessBlock, string]>([
    [
      'BlockPublicAcls',
      'Setting a public ACL, or uploading with one such as public-read, fails from now on.',
    ],
    ['IgnorePublicAcls', 'Public ACLs no longer give access.'],
    ['BlockPublicPolicy', 'A policy that would make the bucket public is refused from now on.'],
    [
      'RestrictPublicBuckets',
      "While the bucket policy is public, only AWS services and the bucket's own account keep access: other accounts and anonymous callers lose it.",
    ],
  ])('%s', (setting, told) => {
    expect(impact({ ...ON, [setting]: false })).toBe(told);
  });

  test('two of them, in a sentence each', () => {
    expect(impact({ BlockPublicAcls: true, IgnorePublicAcls: true })).toBe(
      "A policy that would make the bucket public is refused from now on. While the bucket policy is public, only AWS services and the bucket's own account keep access: other accounts and anonymous callers lose it.",
    );
  });

  test.each([
    ['none was configured', null],
    ['all were off', { ...ON, ...Object.fromEntries(Object.keys(ON).map((key) => [key, false])) }],
  ])('all of them, in short: %s', (_before, before) => {
    expect(impact(before)).toBe(
      "Public ACLs no longer count, and uploads with one such as public-read fail, as do policies that would make the bucket public. While the bucket policy is public, only AWS services and the bucket's own account keep access: other accounts and anonymous callers lose it.",
    );
  });

  test('none', () => {
    expect(impact(ON)).toBeUndefined();
    expect(impact(null, { BlockPublicAcls: false })).toBeUndefined();
  });
});

describe('default encryption', () => {
  const KEY = 'arn:aws:kms:eu-central-1:111122223333:key/11111111-2222-3333-4444-555555555555';
  const by = (SSEAlgorithm: string, KMSMasterKeyID?: string) => ({
    Rules: [
      {
        ApplyServerSideEncryptionByDefault: {
          SSEAlgorithm,
          ...(KMSMasterKeyID === undefined ? {} : { KMSMasterKeyID }),
        },
      },
    ],
  });
  const { impact } = FACETS.encryption;
  const LOGS =
    'A bucket for S3 server access logs, or for those of an Application or Classic Load Balancer, has to keep SSE-S3.';

  test.each([
    ['from SSE-S3', by('AES256'), 'aws:kms'],
    ['from SSE-S3', by('AES256'), 'aws:kms:dsse'],
    ['from nothing', null, 'aws:kms'],
  ])('%s, %j, to %s with a key names the key that is needed', (_from, before, algorithm) => {
    expect(impact(before, by(algorithm, KEY))).toBe(
      `New objects are encrypted with the KMS key ${KEY} by default: whoever uploads or reads them needs permission to use it. ${LOGS}`,
    );
  });

  test.each(['aws:kms', 'aws:kms:dsse'])(
    'from SSE-S3 to %s without a key names the AWS managed key, and whom that shuts out',
    (algorithm) => {
      expect(impact(by('AES256'), by(algorithm))).toBe(
        `New objects are encrypted with the AWS managed key aws/s3 by default: whoever uploads or reads them needs permission to use it, which other accounts cannot be given: they cannot read these objects. ${LOGS}`,
      );
    },
  );

  test.each([
    ['to SSE-S3', null, by('AES256')],
    ['from SSE-KMS to DSSE-KMS with the same key', by('aws:kms', KEY), by('aws:kms:dsse', KEY)],
    ['to a value that an alert left out', by('AES256'), { omitted: true, bytes: 1_000 }],
  ])('is nothing that people notice: %s', (_what, before, after) => {
    expect(impact(before, after)).toBeUndefined();
  });

  test('lost its bucket key to DSSE-KMS', () => {
    const withKey = (algorithm: string, BucketKeyEnabled?: boolean) => ({
      Rules: by(algorithm).Rules.map((rule) => ({ ...rule, BucketKeyEnabled })),
    });
    expect(impact(withKey('aws:kms', true), withKey('aws:kms:dsse'))).toBe(
      'The bucket key is gone, because S3 does not support it for DSSE-KMS: each new object costs requests to KMS.',
    );
    expect(impact(withKey('aws:kms', true), withKey('aws:kms:dsse', true))).toBeUndefined();
    expect(impact(withKey('aws:kms', false), withKey('aws:kms:dsse'))).toBeUndefined();
  });
});

test('a new policy may deny what went well before', () => {
  expect(FACETS.policy.impact(null, '{}')).toBe(
    'Requests that the new policy denies fail with AccessDenied from now on.',
  );
});
