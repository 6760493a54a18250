import {
  CreateBucketCommand,
  DeletePublicAccessBlockCommand,
  GetBucketAclCommand,
  GetBucketEncryptionCommand,
  GetBucketPolicyCommand,
  GetPublicAccessBlockCommand,
  HeadObjectCommand,
  PutBucketEncryptionCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  type ServerSideEncryptionByDefault,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type LocalAws, startLocalAws } from '../../local/start.ts';

let aws: LocalAws;
let Bucket: string;
let made = 0;

beforeAll(async () => {
  aws = await startLocalAws({ deploy: false });
});
afterAll(() => aws?.stop());
beforeEach(async () => {
  Bucket = `bucket-${made++}`;
  await aws.s3().send(new CreateBucketCommand({ Bucket }));
});

const statement = (more: object = {}) => ({
  Effect: 'Allow',
  Principal: { AWS: `arn:aws:iam::${aws.account}:root` },
  Action: 's3:GetObject',
  Resource: `arn:aws:s3:::${Bucket}/*`,
  ...more,
});
const document = (...Statement: object[]) => ({ Version: '2012-10-17', Statement });
const put = (policy: unknown) => {
  const Policy = typeof policy === 'string' ? policy : JSON.stringify(policy);
  return aws.s3().send(new PutBucketPolicyCommand({ Bucket, Policy }));
};
const policyText = async () =>
  (await aws.s3().send(new GetBucketPolicyCommand({ Bucket }))).Policy ?? '';
const readers = {
  'the owner over TLS': () => aws.s3(),
  'nobody in particular over TLS': () => aws.s3('anonymous'),
  'nobody in particular over plain HTTP': () => aws.s3('anonymous', { plain: true }),
};
const whoReads = async () => {
  const read: string[] = [];
  for (const [who, s3] of Object.entries(readers)) {
    const answer = s3().send(new HeadObjectCommand({ Bucket, Key: 'key' }));
    if (
      await answer.then(
        (o) => o.ContentLength === 4,
        () => false,
      )
    )
      read.push(who);
  }
  return read;
};

describe('a policy that S3 does not take', () => {
  const malformed: [string, () => unknown, string][] = [
    ['that is not JSON', () => 'not JSON', 'valid JSON'],
    ['that is a JSON list', () => [], 'valid JSON'],
    ['without statements', () => document(), 'Statement'],
    [
      'of a version that does not exist',
      () => ({ Statement: [statement()], Version: '2020' }),
      'version',
    ],
    ['without an action', () => document({ ...statement(), Action: undefined }), 'Action'],
    ['over 20 KB', () => document(statement({ Sid: 'x'.repeat(20_400) })), 'maximum allowed'],
    [
      'for a user that is gone',
      () => document(statement({ Principal: { AWS: ['AIDAEXAMPLE'] } })),
      'Invalid principal',
    ],
    [
      'denying a role that is gone',
      () =>
        document(
          statement({ Effect: 'Deny', NotPrincipal: { AWS: 'AROAEXAMPLE' }, Principal: undefined }),
        ),
      'Invalid principal',
    ],
  ];
  test.for(malformed)('%s is malformed', async ([, policy, reason]) => {
    await expect(put(policy())).rejects.toMatchObject({
      name: 'MalformedPolicy',
      message: expect.stringContaining(reason),
      $metadata: { httpStatusCode: 400 },
    });
  });

  test('that is public is refused while public policies are blocked', async () => {
    await expect(put(document(statement({ Principal: '*' })))).rejects.toMatchObject({
      name: 'AccessDenied',
    });
  });
});

test('a policy of almost 20 KB with blanks, duplicate Sids and one statement is taken', async () => {
  const policy = document(statement({ Sid: 'x'.repeat(20_000) }));
  await put(`${JSON.stringify(policy)}${' '.repeat(5000)}`);
  await put({ ...document(), Statement: statement() });
  await put(document(statement({ Sid: 'a' }), statement({ Sid: 'a' })));
});

test.for([
  ['with a stale principal', () => document(statement({ Principal: { AWS: 'AIDAEXAMPLE' } }))],
  ['that is public', () => document(statement({ Principal: '*' }))],
  ['that is not JSON', () => 'not JSON'],
] as [string, () => unknown][])('a policy %s can be planted', async ([, policy]) => {
  const given = policy();
  const text = typeof given === 'string' ? given : JSON.stringify(given);
  let events = 0;
  aws.happenings.on('event', () => events++);
  await aws.plantPolicy(Bucket, text);
  expect(await policyText()).toBe(text);
  const block = await aws.s3().send(new GetPublicAccessBlockCommand({ Bucket }));
  expect(block.PublicAccessBlockConfiguration?.BlockPublicPolicy).toBe(true);
  expect(events).toBe(0);
});

test('a policy can be planted in a bucket of another Region', async () => {
  const CreateBucketConfiguration = { LocationConstraint: 'eu-west-1' as const };
  const s3 = aws.s3(undefined, { region: 'eu-west-1' });
  await s3.send(new CreateBucketCommand({ Bucket: 'abroad', CreateBucketConfiguration }));
  await aws.plantPolicy('abroad', 'not JSON');
  const { Policy } = await s3.send(new GetBucketPolicyCommand({ Bucket: 'abroad' }));
  expect(Policy).toBe('not JSON');
});

test('an account comes back as the ARN of its root', async () => {
  await put(document(statement({ Principal: { AWS: aws.account } })));
  expect(JSON.parse(await policyText()).Statement).toEqual([statement()]);
});

test('values of conditions come back as strings', async () => {
  const Condition = {
    Bool: { 'aws:SecureTransport': false },
    NumericLessThan: { 's3:TlsVersion': [1.2] },
  };
  await put(document(statement({ Condition })));
  expect(JSON.parse(await policyText()).Statement[0].Condition).toEqual({
    Bool: { 'aws:SecureTransport': 'false' },
    NumericLessThan: { 's3:TlsVersion': ['1.2'] },
  });
});

test('a policy without such values comes back byte for byte', async () => {
  const text = JSON.stringify(
    document(statement({ Condition: { Bool: { 'aws:SecureTransport': 'true' } } })),
    null,
    2,
  );
  await put(text);
  expect(await policyText()).toBe(text);
});

test('blocked encryption types are named though nobody sent any, and a put without them clears them', async () => {
  const s3 = aws.s3();
  const blocked = async () => {
    const found = await s3.send(new GetBucketEncryptionCommand({ Bucket }));
    const rule = found.ServerSideEncryptionConfiguration?.Rules?.[0];
    return rule?.BlockedEncryptionTypes?.EncryptionType;
  };
  const ApplyServerSideEncryptionByDefault: ServerSideEncryptionByDefault = {
    SSEAlgorithm: 'AES256',
  };
  const encrypt = (rule: object) =>
    s3.send(
      new PutBucketEncryptionCommand({
        Bucket,
        ServerSideEncryptionConfiguration: {
          Rules: [{ ApplyServerSideEncryptionByDefault, ...rule }],
        },
      }),
    );
  expect(await blocked()).toEqual(['NONE']);
  await encrypt({ BlockedEncryptionTypes: { EncryptionType: ['SSE-C'] } });
  expect(await blocked()).toEqual(['SSE-C']);
  await encrypt({});
  expect(await blocked()).toEqual(['NONE']);
});

test('a call that expects another owner is refused, but not for a bucket that is gone', async () => {
  const s3 = aws.s3();
  const acl = (more: object) => s3.send(new GetBucketAclCommand({ Bucket, ...more }));
  await acl({ ExpectedBucketOwner: aws.account });
  await expect(acl({ ExpectedBucketOwner: '111122223333' })).rejects.toMatchObject({
    name: 'AccessDenied',
  });
  const gone = { ExpectedBucketOwner: '111122223333', Bucket: 'not-there' };
  await expect(acl(gone)).rejects.toMatchObject({ name: 'NoSuchBucket' });
});

test('effects show: who reads an object follows from policy, transport and public access block', async () => {
  const s3 = aws.s3();
  await s3.send(new PutObjectCommand({ Bucket, Key: 'key', Body: 'text' }));
  expect(await whoReads()).toEqual(['the owner over TLS']);
  const allowAll = statement({ Principal: '*' });
  await s3.send(new DeletePublicAccessBlockCommand({ Bucket }));
  await put(document(allowAll));
  expect(await whoReads()).toEqual(Object.keys(readers));
  const denyPlain = statement({
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  });
  await put(document(allowAll, denyPlain));
  expect(await whoReads()).toEqual(Object.keys(readers).slice(0, 2));
});
