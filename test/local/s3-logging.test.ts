import {
  CreateBucketCommand,
  type CreateBucketCommandInput,
  GetBucketLoggingCommand,
  PutBucketAclCommand,
  PutBucketLoggingCommand,
  PutBucketPolicyCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type LocalAws, startLocalAws } from '../../local/start.ts';

const stranger = { accessKeyId: '222222222222', secretAccessKey: 'test' };

let aws: LocalAws;
let Bucket: string;
let target: string;
let made = 0;

beforeAll(async () => {
  aws = await startLocalAws({ deploy: false });
});
afterAll(() => aws?.stop());
beforeEach(async () => {
  Bucket = `bucket-${made++}`;
  target = `${Bucket}-logs`;
  await aws.s3().send(new CreateBucketCommand({ Bucket }));
});

const makeTarget = (more: Partial<CreateBucketCommandInput> = {}) =>
  aws.s3().send(new CreateBucketCommand({ Bucket: target, ...more }));
const log = () => {
  const LoggingEnabled = { TargetBucket: target, TargetPrefix: 'logs/' };
  const BucketLoggingStatus = { LoggingEnabled };
  return aws
    .s3()
    .send(new PutBucketLoggingCommand({ Bucket, BucketLoggingStatus }))
    .then(
      () => 'done',
      (error: Error) => `${error.name}: ${error.message}`,
    );
};
const logsTo = async () => {
  const { LoggingEnabled } = await aws.s3().send(new GetBucketLoggingCommand({ Bucket }));
  return LoggingEnabled?.TargetBucket;
};

test('logs go to a bucket of the same owner and Region, until they are turned off', async () => {
  await makeTarget();
  expect([await log(), await logsTo()]).toEqual(['done', target]);
  await aws.s3().send(new PutBucketLoggingCommand({ Bucket, BucketLoggingStatus: {} }));
  expect(await logsTo()).toBeUndefined();
});

test('logs go to no bucket that is missing', async () => {
  expect(await log()).toMatch(/^InvalidTargetBucketForLogging: .* does not exist/);
  expect(await logsTo()).toBeUndefined();
});

test('logs go to no bucket of another account', async () => {
  await aws.s3(stranger).send(new CreateBucketCommand({ Bucket: target }));
  expect(await log()).toMatch(/^InvalidTargetBucketForLogging: The owner .* must be the same/);
});

test('logs go to no other Region', async () => {
  await makeTarget({ CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } });
  expect(await log()).toMatch(/^CrossLocationLoggingProhibitted: /);
});

test('a target with ACLs lets the log delivery group in', async () => {
  await makeTarget({ ObjectOwnership: 'ObjectWriter' });
  expect(await log()).toMatch(/^InvalidTargetBucketForLogging: You must give the log-delivery/);
  const group = 'uri="http://acs.amazonaws.com/groups/s3/LogDelivery"';
  const grants = { GrantWrite: group, GrantReadACP: group };
  await aws.s3().send(new PutBucketAclCommand({ Bucket: target, ...grants }));
  expect(await log()).toBe('done');
});

test('a target with ACLs may let the logging service in by its policy, and not by one that denies it', async () => {
  await makeTarget({ ObjectOwnership: 'ObjectWriter' });
  const putPolicy = (Effect: 'Allow' | 'Deny') => {
    const Statement = {
      Effect,
      Principal: { Service: 'logging.s3.amazonaws.com' },
      Action: 's3:PutObject',
      Resource: `arn:aws:s3:::${target}/logs/*`,
    };
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement });
    return aws.s3().send(new PutBucketPolicyCommand({ Bucket: target, Policy }));
  };
  await putPolicy('Deny');
  expect(await log()).toMatch(/^InvalidTargetBucketForLogging: You must give the log-delivery/);
  await putPolicy('Allow');
  expect(await log()).toBe('done');
});
