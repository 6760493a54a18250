import {
  CreateBucketCommand,
  DeletePublicAccessBlockCommand as DeleteBucketsBlockCommand,
  GetBucketAclCommand,
  GetObjectCommand,
  PutBucketAclCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketPolicyCommand,
  PutObjectAclCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import {
  DeletePublicAccessBlockCommand,
  GetPublicAccessBlockCommand,
  type PublicAccessBlockConfiguration,
  PutPublicAccessBlockCommand,
  S3ControlClient,
} from '@aws-sdk/client-s3-control';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { useLocalAws } from '../../cli/shared/session/local-aws.ts';
import { makeRole, makeUser } from '../../local/principals.ts';
import { type LocalAws, startLocalAws } from '../../local/start.ts';
import { catchEvents } from './catch-events.ts';
import { makeFunction } from './make-function.ts';

let aws: LocalAws;
let s3Control: S3ControlClient;
let Bucket: string;
let made = 0;

beforeAll(async () => {
  aws = await startLocalAws({ deploy: false });
  s3Control = aws.s3Control();
});
afterAll(() => aws?.stop());
beforeEach(async () => {
  Bucket = `bucket-${made++}`;
  await aws.s3().send(new CreateBucketCommand({ Bucket }));
  await aws.s3().send(new DeleteBucketsBlockCommand({ Bucket }));
});
afterEach(() => unblock());

const here = { AccountId: '000000000000' };
const all = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
};
const block = (PublicAccessBlockConfiguration: PublicAccessBlockConfiguration, who = s3Control) =>
  who.send(new PutPublicAccessBlockCommand({ ...here, PublicAccessBlockConfiguration }));
const unblock = (who = s3Control) => who.send(new DeletePublicAccessBlockCommand(here));
const read = async (who = s3Control) => {
  const { PublicAccessBlockConfiguration } = await who.send(new GetPublicAccessBlockCommand(here));
  return PublicAccessBlockConfiguration;
};
/** A user with permissions, the user's client, and the events of the user's calls. */
async function caller(name: string, Action: string) {
  const userIdentity = { userName: [name] };
  const events = await catchEvents(aws, name, { source: ['aws.s3'], detail: { userIdentity } });
  return { client: aws.s3Control(await makeUser(aws, name, [{ Action }])), events };
}
const outcome = (call: Promise<unknown>) =>
  call.then(
    () => 'done',
    (error: Error) => error.name,
  );
const nobodyReads = () =>
  outcome(aws.s3('anonymous').send(new GetObjectCommand({ Bucket, Key: 'key' })));
const publicPolicy = () => {
  const Statement = {
    Effect: 'Allow',
    Principal: '*',
    Action: 's3:GetObject',
    Resource: `arn:aws:s3:::${Bucket}/*`,
  };
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement });
  return aws.s3().send(new PutBucketPolicyCommand({ Bucket, Policy }));
};
const useAcls = () => {
  const Rules = [{ ObjectOwnership: 'ObjectWriter' as const }];
  return aws
    .s3()
    .send(new PutBucketOwnershipControlsCommand({ Bucket, OwnershipControls: { Rules } }));
};

describe('the account’s public access block', () => {
  test('is not there at first, is read as it was put, and goes', async () => {
    await expect(read()).rejects.toMatchObject({
      name: 'NoSuchPublicAccessBlockConfiguration',
      $metadata: { httpStatusCode: 404 },
    });
    await block(all);
    expect(await read()).toEqual(all);
    await unblock();
    expect(await outcome(read())).toBe('NoSuchPublicAccessBlockConfiguration');
  });

  test('has false for what was not sent', async () => {
    await block({ RestrictPublicBuckets: true });
    expect(await read()).toEqual({
      BlockPublicAcls: false,
      IgnorePublicAcls: false,
      BlockPublicPolicy: false,
      RestrictPublicBuckets: true,
    });
  });

  test('is nothing that may be asked about another account', async () => {
    const AccountId = '222222222222';
    const asked = s3Control.send(new GetPublicAccessBlockCommand({ AccountId }));
    await expect(asked).rejects.toMatchObject({
      name: 'AccessDenied',
      $metadata: { httpStatusCode: 403 },
    });
  });

  test('is held to the permissions of the caller', async () => {
    const reader = aws.s3Control(
      await makeUser(aws, 'reader', [{ Action: 's3:GetAccountPublicAccessBlock' }]),
    );
    await block(all);
    expect(await read(reader)).toEqual(all);
    expect(await outcome(block({}, reader))).toBe('AccessDenied');
    expect(await outcome(unblock(reader))).toBe('AccessDenied');
    expect(await read()).toEqual(all);
  });

  test('cuts whom the policies of buckets let in, as long as it is there', async () => {
    await aws.s3().send(new PutObjectCommand({ Bucket, Key: 'key', Body: 'text' }));
    await publicPolicy();
    expect(await nobodyReads()).toBe('done');
    await block({ RestrictPublicBuckets: true });
    expect(await nobodyReads()).toBe('AccessDenied');
    await unblock();
    expect(await nobodyReads()).toBe('done');
  });

  test('cuts whom ACLs let in, and hides their grants', async () => {
    await useAcls();
    const ACL = 'public-read';
    await aws.s3().send(new PutObjectCommand({ Bucket, Key: 'key', Body: 'text' }));
    await aws.s3().send(new PutObjectAclCommand({ Bucket, Key: 'key', ACL }));
    await aws.s3().send(new PutBucketAclCommand({ Bucket, ACL }));
    expect(await nobodyReads()).toBe('done');
    await block({ IgnorePublicAcls: true });
    expect(await nobodyReads()).toBe('AccessDenied');
    const { Grants } = await aws.s3().send(new GetBucketAclCommand({ Bucket }));
    expect(Grants).toHaveLength(1);
  });

  test('has public policies and ACLs refused', async () => {
    await useAcls();
    await block({ BlockPublicPolicy: true, BlockPublicAcls: true });
    expect(await outcome(publicPolicy())).toBe('AccessDenied');
    const open = new PutBucketAclCommand({ Bucket, ACL: 'public-read' });
    expect(await outcome(aws.s3().send(open))).toBe('AccessDenied');
  });
});

test('calls on the account’s block make the events that CloudTrail makes', async () => {
  const { client, events } = await caller('admin', 's3:*AccountPublicAccessBlock');
  await block({ BlockPublicAcls: true }, client);
  await read(client);
  await unblock(client);
  const [put, gone] = await events.take(2);
  expect(put).toMatchObject({
    source: 'aws.s3',
    'detail-type': 'AWS API Call via CloudTrail',
    account: aws.account,
    region: 'us-east-1',
  });
  expect(put?.detail).toMatchObject({
    eventSource: 's3.amazonaws.com',
    eventName: 'PutAccountPublicAccessBlock',
    userIdentity: { type: 'IAMUser', userName: 'admin' },
    requestParameters: {
      host: [expect.stringMatching(/^000000000000\.s3-control\.localhost:/)],
      PublicAccessBlockConfiguration: { BlockPublicAcls: true },
    },
    readOnly: false,
  });
  expect(put?.detail.requestParameters).not.toHaveProperty('bucketName');
  expect(put?.detail).not.toHaveProperty('resources');
  expect(gone?.detail).toMatchObject({ eventName: 'DeleteAccountPublicAccessBlock' });
});

test('a refused call makes an event with its error', async () => {
  const { client, events } = await caller('nobody', 'sqs:*');
  expect(await outcome(block(all, client))).toBe('AccessDenied');
  const [event] = await events.take(1);
  expect(event?.detail).toMatchObject({
    eventName: 'PutAccountPublicAccessBlock',
    errorCode: 'AccessDenied',
    userIdentity: { type: 'IAMUser', userName: 'nobody' },
  });
});

test('faults and the record of calls tell it from the blocks of buckets', async () => {
  await aws.setFaults([{ operation: 'GetAccountPublicAccessBlock', rate: 1, fault: '503' }]);
  const once = aws.s3Control(undefined, { maxAttempts: 1 });
  expect(await outcome(read(once))).toBe('SlowDown');
  await aws.setFaults([]);
  expect(
    (await aws.calls()).filter(({ service }) => service === 's3-control').at(-1),
  ).toMatchObject({ operation: 'GetAccountPublicAccessBlock', bucket: null, status: 503 });
});

test('an unmodified client in a function reaches it with what the environment says', async () => {
  const service = ['lambda.amazonaws.com'];
  const role = await makeRole(
    aws,
    'blocker',
    [{ Action: 's3:PutAccountPublicAccessBlock' }],
    service,
  );
  const probe = await makeFunction(aws, 'blocker', role);
  const call = { call: 'PutAccountPublicAccessBlock', account: aws.account } as const;
  expect(await probe.call(call)).toBe('done');
  expect(await read()).toMatchObject({ BlockPublicAcls: true });
});

test('the command with --local reaches it', async () => {
  await block(all);
  await useLocalAws(aws);
  expect(await read(new S3ControlClient())).toEqual(all);
});
