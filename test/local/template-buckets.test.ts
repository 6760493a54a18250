import {
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLoggingCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LocalAws, startLocalAws } from '../../local/start.ts';
import { deployTemplate } from './deploy-template.ts';

let aws: LocalAws;

beforeAll(async () => {
  aws = await startLocalAws({ deploy: false });
});
afterAll(() => aws?.stop());

const bucket = (BucketName: string, more: object = {}) => ({
  Type: 'AWS::S3::Bucket',
  Properties: { BucketName, ...more },
});

test('a bucket is as its template says, and no longer once that says nothing', async () => {
  const Bucket = 'told';
  const Default = { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'alias/told' };
  const told = bucket(Bucket, {
    OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerPreferred' }] },
    BucketEncryption: {
      ServerSideEncryptionConfiguration: [
        { ServerSideEncryptionByDefault: Default, BucketKeyEnabled: true },
      ],
    },
    VersioningConfiguration: { Status: 'Enabled' },
    LoggingConfiguration: { DestinationBucketName: 'told-logs', LogFilePrefix: 'logs/' },
    LifecycleConfiguration: {
      Rules: [
        {
          Id: 'old',
          Status: 'Enabled',
          Prefix: 'tmp/',
          ExpirationInDays: 7,
          Transitions: [{ StorageClass: 'GLACIER', TransitionInDays: 1 }],
          NoncurrentVersionExpiration: { NoncurrentDays: 3 },
        },
      ],
    },
    Tags: [{ Key: 'team', Value: 'data' }],
  });
  const Logs = bucket('told-logs');
  await deployTemplate(aws, 'logs', { Logs });
  await deployTemplate(aws, 'told', { Told: told });
  const s3 = aws.s3();
  const ownership = await s3.send(new GetBucketOwnershipControlsCommand({ Bucket }));
  expect(ownership.OwnershipControls?.Rules).toEqual([{ ObjectOwnership: 'BucketOwnerPreferred' }]);
  const encryption = await s3.send(new GetBucketEncryptionCommand({ Bucket }));
  expect(encryption.ServerSideEncryptionConfiguration?.Rules).toMatchObject([
    { ApplyServerSideEncryptionByDefault: Default, BucketKeyEnabled: true },
  ]);
  expect((await s3.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBe('Enabled');
  const { LoggingEnabled } = await s3.send(new GetBucketLoggingCommand({ Bucket }));
  expect(LoggingEnabled).toEqual({ TargetBucket: 'told-logs', TargetPrefix: 'logs/' });
  const { Rules } = await s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
  expect(Rules).toEqual([
    {
      ID: 'old',
      Status: 'Enabled',
      Filter: { Prefix: 'tmp/' },
      Expiration: { Days: 7 },
      Transitions: [{ StorageClass: 'GLACIER', Days: 1 }],
      NoncurrentVersionExpiration: { NoncurrentDays: 3 },
    },
  ]);
  const { TagSet } = await s3.send(new GetBucketTaggingCommand({ Bucket }));
  expect(TagSet).toEqual([{ Key: 'team', Value: 'data' }]);

  await deployTemplate(aws, 'told', { Told: bucket(Bucket) }, 'update');
  expect((await s3.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBe('Suspended');
  expect((await s3.send(new GetBucketLoggingCommand({ Bucket }))).LoggingEnabled).toBeUndefined();
  const lifecycle = s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
  await expect(lifecycle).rejects.toThrow('The lifecycle configuration does not exist');
});

test('a stack fails where S3 refuses what its template says', async () => {
  const LoggingConfiguration = { DestinationBucketName: 'nowhere', LogFilePrefix: '' };
  const deploying = deployTemplate(aws, 'refused', {
    Refused: bucket('refused', { LoggingConfiguration }),
  });
  await expect(deploying).rejects.toThrow('ROLLBACK_COMPLETE');
});
