import { DescribeStackEventsCommand } from '@aws-sdk/client-cloudformation';
import {
  CreateBucketCommand,
  GetBucketPolicyCommand,
  PutBucketPolicyCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { account } from '../../local/root.ts';
import { type LocalAws, startLocalAws } from '../../local/start.ts';
import { deleteTemplate, deployTemplate } from './deploy-template.ts';

let aws: LocalAws;

beforeAll(async () => {
  aws = await startLocalAws({ deploy: false });
});
afterAll(() => aws?.stop());

const policy = (Bucket: string, Action: string) => ({
  Version: '2012-10-17',
  Statement: {
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${account}:root` },
    Action,
    Resource: `arn:aws:s3:::${Bucket}/*`,
  },
});
const template = (Bucket: string, Action: string) => ({
  Policy: {
    Type: 'AWS::S3::BucketPolicy',
    Properties: { Bucket, PolicyDocument: policy(Bucket, Action) },
  },
});
const standing = async (Bucket: string) =>
  (await aws.s3().send(new GetBucketPolicyCommand({ Bucket }))).Policy;

test('a stack makes, changes and deletes the policy of a bucket that has none', async () => {
  const Bucket = 'without-policy';
  await aws.s3().send(new CreateBucketCommand({ Bucket }));
  await deployTemplate(aws, 'makes', template(Bucket, 's3:GetObject'));
  await deployTemplate(aws, 'makes', template(Bucket, 's3:PutObject'), 'update');
  expect(await standing(Bucket)).toContain('s3:PutObject');
  await deleteTemplate(aws, 'makes');
  await expect(standing(Bucket)).rejects.toThrow('The bucket policy does not exist');
});

test('a stack fails where a policy stands, and leaves that as it is', async () => {
  const Bucket = 'with-policy';
  await aws.s3().send(new CreateBucketCommand({ Bucket }));
  const Policy = JSON.stringify(policy(Bucket, 's3:GetObject'));
  await aws.s3().send(new PutBucketPolicyCommand({ Bucket, Policy }));
  const deploying = deployTemplate(aws, 'fails', template(Bucket, 's3:PutObject'));
  await expect(deploying).rejects.toThrow('ROLLBACK_COMPLETE');
  const asked = new DescribeStackEventsCommand({ StackName: 'fails' });
  const { StackEvents = [] } = await aws.cloudFormation().send(asked);
  const failed = StackEvents.find(({ ResourceStatus }) => ResourceStatus === 'CREATE_FAILED');
  expect(failed?.ResourceStatusReason).toContain(`already exists on bucket ${Bucket}`);
  expect(await standing(Bucket)).toBe(Policy);
});
