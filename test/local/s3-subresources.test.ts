import {
  CreateBucketCommand,
  DeleteBucketAnalyticsConfigurationCommand,
  DeleteBucketIntelligentTieringConfigurationCommand,
  DeleteBucketInventoryConfigurationCommand,
  DeleteBucketMetadataConfigurationCommand,
  DeleteBucketMetricsConfigurationCommand,
  DeleteBucketPolicyCommand,
  GetBucketAbacCommand,
  GetBucketInventoryConfigurationCommand,
  GetBucketMetricsConfigurationCommand,
  GetBucketPolicyStatusCommand,
  GetBucketRequestPaymentCommand,
  HeadBucketCommand,
  ListBucketInventoryConfigurationsCommand,
  type PublicAccessBlockConfiguration,
  PutBucketAbacCommand,
  PutBucketMetricsConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketRequestPaymentCommand,
  PutPublicAccessBlockCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type LocalAws, startLocalAws } from '../../local/start.ts';

let aws: LocalAws;
let s3: S3Client;
let Bucket: string;
let made = 0;

beforeAll(async () => {
  aws = await startLocalAws({ deploy: false });
  s3 = aws.s3(undefined, { maxAttempts: 1 });
});
afterAll(() => aws?.stop());
beforeEach(async () => {
  Bucket = `bucket-${made++}`;
  await s3.send(new CreateBucketCommand({ Bucket }));
});

const block = (PublicAccessBlockConfiguration: PublicAccessBlockConfiguration) =>
  s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration }));
const deny = (more: object) => {
  const Statement = {
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: [`arn:aws:s3:::${Bucket}`, `arn:aws:s3:::${Bucket}/*`],
    ...more,
  };
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement });
  return s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
};

describe('a part of the configuration that is not known', () => {
  const Id = 'x';
  const calls: [string, (Bucket: string) => Promise<unknown>][] = [
    [
      'deleting an inventory',
      (Bucket) => s3.send(new DeleteBucketInventoryConfigurationCommand({ Bucket, Id })),
    ],
    [
      'deleting analytics',
      (Bucket) => s3.send(new DeleteBucketAnalyticsConfigurationCommand({ Bucket, Id })),
    ],
    [
      'deleting metrics',
      (Bucket) => s3.send(new DeleteBucketMetricsConfigurationCommand({ Bucket, Id })),
    ],
    [
      'deleting intelligent tiering',
      (Bucket) => s3.send(new DeleteBucketIntelligentTieringConfigurationCommand({ Bucket, Id })),
    ],
    [
      'deleting metadata',
      (Bucket) => s3.send(new DeleteBucketMetadataConfigurationCommand({ Bucket })),
    ],
    [
      'putting metrics',
      (Bucket) =>
        s3.send(
          new PutBucketMetricsConfigurationCommand({ Bucket, Id, MetricsConfiguration: { Id } }),
        ),
    ],
    [
      'putting ABAC',
      (Bucket) => s3.send(new PutBucketAbacCommand({ Bucket, AbacStatus: { Status: 'Enabled' } })),
    ],
    [
      'reading an inventory',
      (Bucket) => s3.send(new GetBucketInventoryConfigurationCommand({ Bucket, Id })),
    ],
    [
      'listing inventories',
      (Bucket) => s3.send(new ListBucketInventoryConfigurationsCommand({ Bucket })),
    ],
    [
      'reading metrics',
      (Bucket) => s3.send(new GetBucketMetricsConfigurationCommand({ Bucket, Id })),
    ],
    ['reading ABAC', (Bucket) => s3.send(new GetBucketAbacCommand({ Bucket }))],
  ];
  test.for(calls)('%s is refused, and neither makes nor deletes the bucket', async ([, call]) => {
    const refusal = { name: 'NotImplemented', $metadata: { httpStatusCode: 501 } };
    await expect(call(Bucket)).rejects.toMatchObject(refusal);
    await s3.send(new HeadBucketCommand({ Bucket }));
    await expect(call('not-there')).rejects.toMatchObject(refusal);
    const made = s3.send(new HeadBucketCommand({ Bucket: 'not-there' }));
    await expect(made).rejects.toMatchObject({ name: 'NotFound' });
  });
});

test('who pays for requests can be put and read', async () => {
  const payer = async () => (await s3.send(new GetBucketRequestPaymentCommand({ Bucket }))).Payer;
  expect(await payer()).toBe('BucketOwner');
  const RequestPaymentConfiguration = { Payer: 'Requester' as const };
  await s3.send(new PutBucketRequestPaymentCommand({ Bucket, RequestPaymentConfiguration }));
  expect(await payer()).toBe('Requester');
});

test('S3 says whether a policy is public', async () => {
  const status = async () =>
    (await s3.send(new GetBucketPolicyStatusCommand({ Bucket }))).PolicyStatus?.IsPublic;
  await expect(status()).rejects.toMatchObject({ name: 'NoSuchBucketPolicy' });
  await deny({});
  expect(await status()).toBe(false);
  await s3.send(new DeleteBucketPolicyCommand({ Bucket }));
  await block({});
  await deny({ Effect: 'Allow', Action: 's3:GetObject', Resource: `arn:aws:s3:::${Bucket}/*` });
  expect(await status()).toBe(true);
});
