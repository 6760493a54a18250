import {
  CreateBucketCommand,
  GetBucketVersioningCommand,
  PutBucketPolicyCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeRole, takeRole } from '../../local/principals.ts';
import { type LocalAws, startLocalAws } from '../../local/start.ts';
import { makeFunction, type ProbeFunction } from './make-function.ts';

let aws: LocalAws;
let role: string;
let warden: ProbeFunction;
let other: ProbeFunction;
const [bucket, locked] = ['for-one-function', 'locked-by-its-policy'];

beforeAll(async () => {
  aws = await startLocalAws({ deploy: false });
  const arn = `arn:aws:lambda:us-east-1:${aws.account}:function:warden`;
  const Condition = { ArnEquals: { 'lambda:SourceFunctionArn': arn } };
  role = await makeRole(
    aws,
    'functions-role',
    [{ Action: 's3:GetBucketVersioning', Condition }],
    ['lambda.amazonaws.com'],
  );
  await aws.s3().send(new CreateBucketCommand({ Bucket: bucket }));
  await aws.s3().send(new CreateBucketCommand({ Bucket: locked }));
  warden = await makeFunction(aws, 'warden', role);
  other = await makeFunction(aws, 'other', role);
});
afterAll(() => aws?.stop());

test('a statement for one function lets that function through', async () => {
  expect(await warden.call({ call: 'GetBucketVersioning', bucket })).toBe('done');
});

test('another function of the same role is refused', async () => {
  expect(await other.call({ call: 'GetBucketVersioning', bucket })).toBe('AccessDenied');
});

test('whoever takes the role is refused, also under the name of the function', async () => {
  const session = await takeRole(aws, role, 'warden');
  const get = aws.s3(session).send(new GetBucketVersioningCommand({ Bucket: bucket }));
  await expect(get).rejects.toMatchObject({ name: 'AccessDenied' });
});

test('in a resource policy the key is not there, for the function either', async () => {
  const Statement = {
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:GetBucketVersioning',
    Resource: `arn:aws:s3:::${locked}`,
    Condition: { ArnNotEquals: { 'lambda:SourceFunctionArn': warden.arn } },
  };
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement });
  await aws.s3().send(new PutBucketPolicyCommand({ Bucket: locked, Policy }));
  expect(await warden.call({ call: 'GetBucketVersioning', bucket: locked })).toBe('AccessDenied');
});
