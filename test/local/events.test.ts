import { PutEventsCommand, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import {
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
} from '@aws-sdk/client-iam';
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteBucketLifecycleCommand,
  DeletePublicAccessBlockCommand,
  GetBucketPolicyCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
} from '@aws-sdk/client-s3';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { managementEventName } from '../../local/gateway/s3-operations.ts';
import { type LocalAws, startLocalAws } from '../../local/start.ts';
import { type CaughtEvents, catchEvents, type DeliveredEvent } from './catch-events.ts';

let aws: LocalAws;
let caught: CaughtEvents;

beforeAll(async () => {
  aws = await startLocalAws({ deploy: false });
  caught = await catchEvents(aws, 's3-calls', { source: ['aws.s3'] });
});
afterAll(() => aws?.stop());

async function eventOf(call: () => Promise<unknown>): Promise<DeliveredEvent> {
  await call().catch(() => {});
  const [event, ...more] = await caught.take(1);
  if (!event || more.length > 0) throw new Error(`${event ? 'several events' : 'no event'} came`);
  return event;
}

test('a call that makes a bucket names it in its parameters, not among resources', async () => {
  const Bucket = 'made-by-root';
  const event = await eventOf(() => aws.s3().send(new CreateBucketCommand({ Bucket })));
  expect(event).toMatchObject({
    source: 'aws.s3',
    'detail-type': 'AWS API Call via CloudTrail',
    account: aws.account,
    region: 'us-east-1',
    resources: [],
  });
  expect(event.detail).toMatchObject({
    eventName: 'CreateBucket',
    eventSource: 's3.amazonaws.com',
    awsRegion: 'us-east-1',
    userIdentity: { type: 'Root', arn: `arn:aws:iam::${aws.account}:root` },
    requestParameters: { bucketName: Bucket },
    recipientAccountId: aws.account,
    readOnly: false,
    managementEvent: true,
    sourceIPAddress: '127.0.0.1',
  });
  expect(event.detail.userAgent).toMatch(/^\[aws-sdk-js\//);
  expect(event.detail).not.toHaveProperty('resources');
  expect(event.detail).not.toHaveProperty('errorCode');
});

test('XML becomes JSON: booleans are typed, a list of one is an object', async () => {
  const Bucket = 'made-by-root';
  const block = { BlockPublicAcls: true, IgnorePublicAcls: false };
  const { detail } = await eventOf(() =>
    aws
      .s3()
      .send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: block })),
  );
  expect(detail.eventName).toBe('PutBucketPublicAccessBlock');
  expect(detail.requestParameters).toMatchObject({
    bucketName: Bucket,
    publicAccessBlock: '',
    PublicAccessBlockConfiguration: block,
  });
  expect(detail.resources).toEqual([
    { accountId: aws.account, type: 'AWS::S3::Bucket', ARN: `arn:aws:s3:::${Bucket}` },
  ]);
  const Rules = [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' as const } }];
  const encryption = await eventOf(() =>
    aws
      .s3()
      .send(
        new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules } }),
      ),
  );
  expect(encryption.detail.requestParameters.ServerSideEncryptionConfiguration).toMatchObject({
    Rule: { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } },
  });
  const TagSet = [{ Key: 'public', Value: 'true' }];
  const tagging = await eventOf(() =>
    aws.s3().send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } })),
  );
  expect(tagging.detail.requestParameters.Tagging).toMatchObject({
    TagSet: { Tag: { Key: 'public', Value: true } },
  });
});

test("names are CloudTrail's where they differ from the API's", async () => {
  const Bucket = 'made-by-root';
  const Rules = [{ Status: 'Enabled' as const, Filter: {}, Expiration: { Days: 30 } }];
  const lifecycle = new PutBucketLifecycleConfigurationCommand({
    Bucket,
    LifecycleConfiguration: { Rules },
  });
  const first = await eventOf(() => aws.s3().send(lifecycle));
  expect(first.detail.eventName).toBe('PutBucketLifecycle');
  const second = await eventOf(() => aws.s3().send(new DeletePublicAccessBlockCommand({ Bucket })));
  expect(second.detail.eventName).toBe('DeleteBucketPublicAccessBlock');
});

test('a policy is in the event as it was sent', async () => {
  const Bucket = 'made-by-root';
  const policy = {
    Version: '2012-10-17',
    Statement: {
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:GetObject',
      Resource: `arn:aws:s3:::${Bucket}/*`,
      Condition: { Bool: { 'aws:SecureTransport': false } },
    },
  };
  const { detail } = await eventOf(() =>
    aws.s3().send(new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify(policy) })),
  );
  expect(detail.requestParameters).toMatchObject({ policy: '', bucketPolicy: policy });
});

test('a user is named, and what the user may not do carries an error', async () => {
  const iam = aws.iam();
  await iam.send(new CreateUserCommand({ UserName: 'alice', Path: '/team/' }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'alice' }));
  const { AccessKeyId: accessKeyId = '', SecretAccessKey: secretAccessKey = '' } = AccessKey ?? {};
  const alice = aws.s3({ accessKeyId, secretAccessKey });
  const refused = await eventOf(() => alice.send(new CreateBucketCommand({ Bucket: 'by-alice' })));
  expect(refused.detail).toMatchObject({ eventName: 'CreateBucket', errorCode: 'AccessDenied' });
  const PolicyArn = 'arn:aws:iam::aws:policy/AmazonS3FullAccess';
  await iam.send(new AttachUserPolicyCommand({ UserName: 'alice', PolicyArn }));
  const done = await eventOf(() => alice.send(new CreateBucketCommand({ Bucket: 'by-alice' })));
  expect(done.detail).not.toHaveProperty('errorCode');
  expect(done.detail.userIdentity).toMatchObject({
    type: 'IAMUser',
    userName: 'alice',
    arn: `arn:aws:iam::${aws.account}:user/team/alice`,
    principalId: expect.stringMatching(/^AIDA/),
    accessKeyId,
  });
});

test('a session is named after its role and who took it', async () => {
  const [iam, RoleName] = [aws.iam(), 'deployer'];
  const AWS = `arn:aws:iam::${aws.account}:root`;
  const Statement = { Effect: 'Allow', Principal: { AWS }, Action: 'sts:AssumeRole' };
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
  const PolicyArn = 'arn:aws:iam::aws:policy/AmazonS3FullAccess';
  await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
  const { Credentials } = await aws
    .sts()
    .send(new AssumeRoleCommand({ RoleArn: Role?.Arn, RoleSessionName: 'pipeline' }));
  const { detail } = await eventOf(() =>
    aws
      .s3({
        accessKeyId: Credentials?.AccessKeyId ?? '',
        secretAccessKey: Credentials?.SecretAccessKey ?? '',
        sessionToken: Credentials?.SessionToken ?? '',
      })
      .send(new CreateBucketCommand({ Bucket: 'by-a-session' })),
  );
  expect(detail).not.toHaveProperty('errorCode');
  expect(detail.userIdentity).toMatchObject({
    type: 'AssumedRole',
    arn: `arn:aws:sts::${aws.account}:assumed-role/deployer/pipeline`,
    principalId: `${Role?.RoleId}:pipeline`,
    sessionContext: { sessionIssuer: { arn: Role?.Arn, userName: 'deployer' } },
  });
});

test('reads and calls on objects make no event', async () => {
  const Bucket = 'made-by-root';
  await aws.s3().send(new GetBucketPolicyCommand({ Bucket }));
  await aws.s3().send(new PutObjectCommand({ Bucket, Key: 'key', Body: 'text' }));
  const { detail } = await eventOf(() =>
    aws.s3().send(new DeleteBucketCommand({ Bucket: 'by-alice' })),
  );
  expect(detail.eventName).toBe('DeleteBucket');
});

test("events land in the bucket's Region, and reach another one through its bus", async () => {
  const abroad = { region: 'eu-west-1' };
  const events = aws.events(undefined, abroad);
  const home = await catchEvents(aws, 'from-abroad', { detail: { awsRegion: ['eu-west-1'] } });
  const pattern = JSON.stringify({ source: ['aws.s3'] });
  await events.send(new PutRuleCommand({ Name: 'forward', EventPattern: pattern }));
  const Arn = `arn:aws:events:us-east-1:${aws.account}:event-bus/default`;
  const RoleArn = `arn:aws:iam::${aws.account}:role/forward`;
  const Targets = [{ Id: 'home', Arn, RoleArn }];
  await events.send(new PutTargetsCommand({ Rule: 'forward', Targets }));
  const CreateBucketConfiguration = { LocationConstraint: 'eu-west-1' as const };
  await aws
    .s3(undefined, abroad)
    .send(new CreateBucketCommand({ Bucket: 'bucket-abroad', CreateBucketConfiguration }));
  expect(await home.take(1)).toEqual([
    expect.objectContaining({
      region: 'eu-west-1',
      detail: expect.objectContaining({ eventName: 'CreateBucket', awsRegion: 'eu-west-1' }),
    }),
  ]);
});

test('nobody who calls AWS can put an event that says to be from AWS, root neither', async () => {
  const mine = await catchEvents(aws, 'put-by-hand', { 'detail-type': ['by hand'] });
  const entry = (Source: string) => ({ Source, DetailType: 'by hand', Detail: '{}' });
  for (const options of [{}, { plain: true }]) {
    const { Entries } = await aws
      .events(undefined, options)
      .send(new PutEventsCommand({ Entries: [entry('aws.s3'), entry('mine')] }));
    expect(Entries).toEqual([
      expect.objectContaining({ ErrorCode: 'NotAuthorizedForSourceException' }),
      { EventId: expect.any(String) },
    ]);
  }
  expect((await mine.take(2)).map(({ source }) => source)).toEqual(['mine', 'mine']);
});

test('a deleted lifecycle is told by the name of its call, a call that S3 lacks is not told', async () => {
  const Bucket = 'lifecycle-deleted';
  const deletions = await catchEvents(aws, 'lifecycle-deletions', {
    source: ['aws.s3'],
    detail: {
      eventName: [{ prefix: 'Delete' }],
      requestParameters: { bucketName: [Bucket] },
    },
  });
  await aws.s3().send(new CreateBucketCommand({ Bucket }));
  await aws.s3().send(new PutObjectCommand({ Bucket, Key: 'keeps-the-bucket', Body: 'x' }));
  const deleteAcl = new DeletePublicAccessBlockCommand({ Bucket });
  deleteAcl.middlewareStack.add(
    (next) => (args) => {
      Object.assign(args.request as object, { query: { acl: '' } });
      return next(args);
    },
    { step: 'build' },
  );
  await aws
    .s3()
    .send(deleteAcl)
    .catch(() => {});
  await aws.s3().send(new DeleteBucketLifecycleCommand({ Bucket }));
  const [first] = await deletions.take(1);
  expect(first?.detail.eventName).toBe('DeleteBucketLifecycle');
});

test.each([
  'DeleteBucketAcl',
  'DeleteBucketVersioning',
  'DeleteBucketLogging',
  'DeleteObjectLockConfiguration',
  'PutBucketLocation',
  'DeleteBucketLocation',
  'PutBucketPolicyStatus',
  'DeleteBucketPolicyStatus',
])('no event is named %s: S3 has no such call', (name) => {
  expect(managementEventName(name)).toBeUndefined();
});
