import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  defaultEncryption,
  type EncryptionOptions,
} from '../../shared/controls/default-encryption.ts';
import type {
  EncryptionConfiguration,
  EncryptionRule,
} from '../../shared/resources/bucket/encryption.ts';
import { judgeOnly } from './judge.ts';

const bucket = {
  kind: 'bucket' as const,
  name: 'logs',
  region: 'eu-central-1',
  account: '111122223333',
  partition: 'aws',
};
const KEY = 'arn:aws:kms:eu-central-1:111122223333:key/11111111-2222-3333-4444-555555555555';
const OTHER_KEY = 'arn:aws:kms:eu-central-1:444455556666:key/99999999-2222-3333-4444-555555555555';

type EncryptionMinimum = EncryptionOptions['minimum'];
type BucketKeyChoice = EncryptionOptions['bucketKey'];

function judge(
  rules: readonly EncryptionRule[] | undefined,
  minimum: EncryptionMinimum = 'SSE-S3',
  kmsKeyArn?: string,
  bucketKey: BucketKeyChoice = 'adjust',
) {
  return judgeOnly(
    defaultEncryption,
    rules === undefined ? { state: 'absent' } : { state: 'present', value: { Rules: rules } },
    bucket,
    { minimum, bucketKey, ...(kmsKeyArn !== undefined && { kmsKeyArn }) },
  );
}

function algorithmRule(SSEAlgorithm: string, rest: Partial<EncryptionRule> = {}): EncryptionRule {
  return { ApplyServerSideEncryptionByDefault: { SSEAlgorithm }, ...rest };
}

describe('left alone', () => {
  test.each<[string, EncryptionRule, EncryptionMinimum]>([
    ['exactly the minimum', algorithmRule('AES256'), 'SSE-S3'],
    [
      'a customer key where SSE-S3 would do (Cloud Custodian made it AES256)',
      {
        ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: OTHER_KEY },
      },
      'SSE-S3',
    ],
    [
      'DSSE where SSE-S3 would do (Cloud Custodian downgraded it)',
      algorithmRule('aws:kms:dsse'),
      'SSE-S3',
    ],
    ['DSSE where SSE-KMS would do', algorithmRule('aws:kms:dsse'), 'SSE-KMS'],
    [
      'blocked types that S3 reports though nobody sent them',
      algorithmRule('AES256', { BlockedEncryptionTypes: { EncryptionType: ['NONE'] } }),
      'SSE-S3',
    ],
    [
      'SSE-C blocked',
      algorithmRule('AES256', { BlockedEncryptionTypes: { EncryptionType: ['SSE-C'] } }),
      'SSE-S3',
    ],
    ['an algorithm that a service sets for itself', algorithmRule('aws:fsx'), 'DSSE-KMS'],
    [
      'an algorithm that did not exist when this was written',
      algorithmRule('aws:kms:tsse'),
      'DSSE-KMS',
    ],
    ...['constructor', 'toString', '__proto__', 'hasOwnProperty', 'valueOf'].map(
      (name): [string, EncryptionRule, EncryptionMinimum] => [
        `an algorithm of the name of something that every object has: ${name}`,
        algorithmRule(name),
        'DSSE-KMS',
      ],
    ),
    ['SSE-KMS without a bucket key: it is not raised', algorithmRule('aws:kms'), 'SSE-KMS'],
  ])('%s', (_situation, rule, minimum) => {
    expect(judge([rule], minimum)).toEqual({ status: 'compliant' });
  });
});

describe('raised', () => {
  test('nothing is configured', () => {
    expect(judge(undefined)).toStrictEqual({
      status: 'noncompliant',
      reason: 'default encryption is not set',
      desired: { Rules: [algorithmRule('AES256')] },
    });
  });

  test('nothing is configured: SSE-S3 names no key, or S3 would refuse it', () => {
    expect(judge(undefined, 'SSE-S3', KEY)).toMatchObject({
      desired: {
        Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
    });
    expect(JSON.stringify(judge(undefined, 'SSE-S3', KEY))).not.toContain(KEY);
  });

  test('a rule without a default keeps its bucket key and blocked types', () => {
    const rule = { BucketKeyEnabled: true, BlockedEncryptionTypes: { EncryptionType: ['SSE-C'] } };
    expect(judge([rule])).toMatchObject({
      desired: { Rules: [{ ...rule, ...algorithmRule('AES256') }] },
    });
  });

  test('SSE-S3 to the configured key', () => {
    expect(judge([algorithmRule('AES256', { BucketKeyEnabled: true })], 'SSE-KMS', KEY)).toEqual({
      status: 'noncompliant',
      reason: 'default encryption is AES256, weaker than aws:kms',
      desired: {
        Rules: [
          {
            ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: KEY },
            BucketKeyEnabled: true,
          },
        ],
      },
    });
  });

  test('SSE-S3 to the AWS managed key where the configured one is of another Region', () => {
    const abroad = KEY.replace('eu-central-1', 'eu-west-1');
    expect(judge([algorithmRule('AES256')], 'SSE-KMS', abroad)).toMatchObject({
      desired: { Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } }] },
    });
    expect(JSON.stringify(judge([algorithmRule('AES256')], 'SSE-KMS', abroad))).not.toContain(
      'KMSMasterKeyID',
    );
  });

  test('SSE-KMS without a key to DSSE keeps the AWS managed key, which is the one it has', () => {
    expect(judge([algorithmRule('aws:kms')], 'DSSE-KMS', KEY)).toStrictEqual({
      status: 'noncompliant',
      reason: 'default encryption is aws:kms, weaker than aws:kms:dsse',
      desired: { Rules: [algorithmRule('aws:kms:dsse')] },
    });
  });

  test('SSE-KMS to DSSE keeps the key that the owner chose', () => {
    const rule = {
      ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: OTHER_KEY },
    };
    expect(judge([rule], 'DSSE-KMS', KEY)).toMatchObject({
      desired: {
        Rules: [
          {
            ApplyServerSideEncryptionByDefault: {
              SSEAlgorithm: 'aws:kms:dsse',
              KMSMasterKeyID: OTHER_KEY,
            },
          },
        ],
      },
    });
  });
});

describe('the bucket key', () => {
  const KMS = { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: OTHER_KEY };
  const raised = (rule: EncryptionRule, minimum: EncryptionMinimum, choice?: BucketKeyChoice) => {
    const verdict = judge([rule], minimum, undefined, choice);
    return verdict.status === 'noncompliant' ? verdict.desired.Rules[0] : undefined;
  };

  test.each([
    ['none', {}],
    ['one that is off, as S3 says of every bucket', { BucketKeyEnabled: false }],
    ['one that is on', { BucketKeyEnabled: true }],
  ])('goes on where a bucket is raised to SSE-KMS with %s', (_, rest) => {
    for (const choice of [undefined, 'adjust'] as const) {
      expect(raised(algorithmRule('AES256', rest), 'SSE-KMS', choice)).toStrictEqual(
        algorithmRule('aws:kms', { BucketKeyEnabled: true }),
      );
    }
  });

  test('goes on where nothing was configured', () => {
    expect(judge(undefined, 'SSE-KMS')).toMatchObject({
      desired: { Rules: [algorithmRule('aws:kms', { BucketKeyEnabled: true })] },
    });
  });

  test('is taken out where a bucket is raised to DSSE-KMS, which does not support it', () => {
    const rule = { ApplyServerSideEncryptionByDefault: KMS, BucketKeyEnabled: true };
    expect(raised(rule, 'DSSE-KMS')).toStrictEqual({
      ApplyServerSideEncryptionByDefault: { ...KMS, SSEAlgorithm: 'aws:kms:dsse' },
    });
  });

  test('stays off where a bucket is raised to DSSE-KMS', () => {
    expect(raised(algorithmRule('aws:kms', { BucketKeyEnabled: false }), 'DSSE-KMS')).toStrictEqual(
      algorithmRule('aws:kms:dsse', { BucketKeyEnabled: false }),
    );
  });

  test('stays where a bucket is raised to SSE-S3', () => {
    expect(raised({ BucketKeyEnabled: true }, 'SSE-S3')).toStrictEqual(
      algorithmRule('AES256', { BucketKeyEnabled: true }),
    );
  });

  test.each([true, false, undefined])('stays %s where the settings say so', (BucketKeyEnabled) => {
    const rest = BucketKeyEnabled === undefined ? {} : { BucketKeyEnabled };
    expect(raised(algorithmRule('AES256', rest), 'SSE-KMS', 'keep')).toStrictEqual(
      algorithmRule('aws:kms', rest),
    );
    expect(raised(algorithmRule('aws:kms', rest), 'DSSE-KMS', 'keep')).toStrictEqual(
      algorithmRule('aws:kms:dsse', rest),
    );
  });
});

const anyRule: fc.Arbitrary<EncryptionRule> = fc.record(
  {
    ApplyServerSideEncryptionByDefault: fc.record(
      {
        SSEAlgorithm: fc.constantFrom('AES256', 'aws:kms', 'aws:kms:dsse', 'aws:fsx', 'aws:backup'),
        KMSMasterKeyID: fc.constantFrom(KEY, OTHER_KEY, 'alias/owner'),
      },
      { requiredKeys: ['SSEAlgorithm'] },
    ),
    BucketKeyEnabled: fc.boolean(),
    BlockedEncryptionTypes: fc.record({ EncryptionType: fc.subarray(['SSE-C', 'NONE']) }),
  },
  { requiredKeys: [] },
);
const RANK: Record<string, number> = { AES256: 1, 'aws:kms': 2, 'aws:kms:dsse': 3 };

test('whatever is configured: never weaker, keeps key and blocked types, a bucket key where it can, and a second look finds it compliant', () => {
  let raised = 0;
  fc.assert(
    fc.property(
      fc.array(anyRule, { maxLength: 2 }),
      fc.constantFrom<EncryptionMinimum>('SSE-S3', 'SSE-KMS', 'DSSE-KMS'),
      fc.option(fc.constant(KEY), { nil: undefined }),
      fc.constantFrom<BucketKeyChoice | undefined>('adjust', 'keep', undefined),
      (rules, minimum, key, choice) => {
        const verdict = judge(rules, minimum, key, choice);
        if (verdict.status !== 'noncompliant') return;
        raised += 1;
        const [before = {}, ...othersBefore] = rules;
        const [after = {}, ...othersAfter] = (verdict.desired as EncryptionConfiguration).Rules;
        const was = before.ApplyServerSideEncryptionByDefault;
        const is = after.ApplyServerSideEncryptionByDefault;
        expect(RANK[is?.SSEAlgorithm ?? '']).toBeGreaterThan(RANK[was?.SSEAlgorithm ?? ''] ?? 0);
        if (was?.KMSMasterKeyID !== undefined || was?.SSEAlgorithm === 'aws:kms') {
          expect(is?.KMSMasterKeyID).toBe(was.KMSMasterKeyID);
        }
        const adjusted = { 'SSE-S3': before.BucketKeyEnabled, 'SSE-KMS': true, 'DSSE-KMS': false };
        expect(after.BucketKeyEnabled ?? false).toBe(
          (choice === 'keep' ? before.BucketKeyEnabled : adjusted[minimum]) ?? false,
        );
        expect(after.BlockedEncryptionTypes).toEqual(before.BlockedEncryptionTypes);
        expect(othersAfter).toEqual(othersBefore);
        expect(judge(verdict.desired.Rules, minimum, key)).toEqual({ status: 'compliant' });
      },
    ),
  );
  expect(raised).toBeGreaterThan(20);
});
