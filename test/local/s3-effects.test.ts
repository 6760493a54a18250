import { CreateKeyCommand } from '@aws-sdk/client-kms';
import {
  CreateBucketCommand,
  GetBucketAclCommand,
  GetObjectAclCommand,
  GetObjectCommand,
  GetPublicAccessBlockCommand,
  ListObjectsV2Command,
  type PublicAccessBlockConfiguration,
  PutBucketAclCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketPolicyCommand,
  PutObjectAclCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  PutPublicAccessBlockCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ClientOptions } from '../../local/clients.ts';
import { makeUser } from '../../local/principals.ts';
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
/** Opens the bucket and an object to everybody by their ACLs. */
async function openByAcl(): Promise<void> {
  const Rules = [{ ObjectOwnership: 'ObjectWriter' as const }];
  const [Key, ACL] = ['key', 'public-read' as const];
  await block({});
  await s3.send(new PutBucketOwnershipControlsCommand({ Bucket, OwnershipControls: { Rules } }));
  await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'text' }));
  await s3.send(new PutBucketAclCommand({ Bucket, ACL }));
  await s3.send(new PutObjectAclCommand({ Bucket, Key, ACL }));
}
const can = (call: Promise<unknown>) =>
  call.then(
    () => true,
    () => false,
  );
const nobodyReads = (plain: boolean) =>
  can(aws.s3('anonymous', { plain }).send(new GetObjectCommand({ Bucket, Key: 'key' })));
const nobodyLists = (plain: boolean) =>
  can(aws.s3('anonymous', { plain }).send(new ListObjectsV2Command({ Bucket })));

test('settings of a public access block that were not sent are false', async () => {
  const { PublicAccessBlockConfiguration: fresh } = await s3.send(
    new GetPublicAccessBlockCommand({ Bucket }),
  );
  expect(Object.values(fresh ?? {})).toEqual([true, true, true, true]);
  await block({ RestrictPublicBuckets: true });
  const { PublicAccessBlockConfiguration } = await s3.send(
    new GetPublicAccessBlockCommand({ Bucket }),
  );
  expect(PublicAccessBlockConfiguration).toEqual({
    BlockPublicAcls: false,
    IgnorePublicAcls: false,
    BlockPublicPolicy: false,
    RestrictPublicBuckets: true,
  });
});

describe('conditions', () => {
  const [Key, Body] = ['key', 'text'];
  beforeEach(() => s3.send(new PutObjectCommand({ Bucket, Key, Body })));
  const reader = () => makeUser(aws, `reader-${Bucket}`, [{ Action: ['s3:*', 'kms:*'] }]);

  test('on the version of TLS see what the client speaks, and nothing over plain HTTP', async () => {
    const user = await reader();
    const reads = (options: ClientOptions) =>
      can(aws.s3(user, options).send(new GetObjectCommand({ Bucket, Key })));
    const who = async () => [
      await reads({ maxTls: 'TLSv1.2' }),
      await reads({}),
      await reads({ plain: true }),
    ];
    expect(await who()).toEqual([true, true, true]);
    await deny({ Condition: { NumericLessThan: { 's3:TlsVersion': '1.3' } } });
    expect(await who()).toEqual([false, true, true]);
    await deny({ Condition: { Null: { 's3:TlsVersion': 'true' } } });
    expect(await who()).toEqual([true, true, false]);
  });

  test('on the version of TLS cannot be met by a header', async () => {
    const client = aws.s3(await reader(), { plain: true });
    client.middlewareStack.add(
      (next) => (args) => {
        const { headers } = args.request as { headers: Record<string, string> };
        headers['x-forwarded-tls-version'] = '1.3';
        return next(args);
      },
      // After the signature, which would cover it.
      { step: 'deserialize' },
    );
    const reads = () => can(client.send(new GetObjectCommand({ Bucket, Key })));
    expect(await reads()).toBe(true);
    await deny({ Condition: { Null: { 's3:TlsVersion': 'true' } } });
    expect(await reads()).toBe(false);
  });

  test("on whether a service calls say 'false' of everybody else", async () => {
    const user = await reader();
    const reads = (plain: boolean) =>
      can(aws.s3(user, { plain }).send(new GetObjectCommand({ Bucket, Key })));
    const Bool = { 'aws:SecureTransport': 'false', 'aws:PrincipalIsAWSService': 'false' };
    await deny({ Condition: { Bool } });
    expect([await reads(true), await reads(false)]).toEqual([false, true]);
  });

  test('on the encryption of an upload see its key and its customer key', async () => {
    const user = await reader();
    const makeKey = async () =>
      (await aws.kms().send(new CreateKeyCommand({}))).KeyMetadata?.Arn ?? '';
    const [allowed, other] = [await makeKey(), await makeKey()];
    const put = (more: Partial<PutObjectCommandInput>) =>
      can(aws.s3(user).send(new PutObjectCommand({ Bucket, Key, Body, ...more })));
    const withKey = (SSEKMSKeyId: string) => put({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId });
    const name = 's3:x-amz-server-side-encryption-aws-kms-key-id';
    await deny({ Condition: { StringNotEqualsIfExists: { [name]: allowed } } });
    expect([await withKey(allowed), await withKey(other)]).toEqual([true, false]);
    const algorithm = 's3:x-amz-server-side-encryption-customer-algorithm';
    await deny({ Condition: { Null: { [algorithm]: 'false' } } });
    const customerKey = { SSECustomerAlgorithm: 'AES256', SSECustomerKey: 'k'.repeat(32) };
    expect([await put(customerKey), await put({})]).toEqual([false, true]);
  });
});

describe('public ACLs', () => {
  test('let nobody in whom the policy denies', async () => {
    await openByAcl();
    expect([await nobodyReads(true), await nobodyReads(false)]).toEqual([true, true]);
    expect([await nobodyLists(true), await nobodyLists(false)]).toEqual([true, true]);
    await deny({ Condition: { Bool: { 'aws:SecureTransport': 'false' } } });
    expect([await nobodyReads(true), await nobodyReads(false)]).toEqual([false, true]);
    expect([await nobodyLists(true), await nobodyLists(false)]).toEqual([false, true]);
  });

  test('let other accounts in, unless the policy denies them', async () => {
    await openByAcl();
    const stranger = { accessKeyId: '222222222222', secretAccessKey: 'test' };
    const reads = () => can(aws.s3(stranger).send(new GetObjectCommand({ Bucket, Key: 'key' })));
    expect(await reads()).toBe(true);
    await deny({ Condition: { StringNotEquals: { 'aws:PrincipalAccount': aws.account } } });
    expect(await reads()).toBe(false);
  });

  test('are not shown while they are ignored, and are back afterwards', async () => {
    await openByAcl();
    const grants = async () => {
      const ofBucket = await s3.send(new GetBucketAclCommand({ Bucket }));
      const ofObject = await s3.send(new GetObjectAclCommand({ Bucket, Key: 'key' }));
      return [ofBucket, ofObject].map(({ Grants }) => Grants?.map(({ Permission }) => Permission));
    };
    const open = [
      ['FULL_CONTROL', 'READ'],
      ['FULL_CONTROL', 'READ'],
    ];
    expect(await grants()).toEqual(open);
    await block({ IgnorePublicAcls: true });
    expect(await grants()).toEqual([['FULL_CONTROL'], ['FULL_CONTROL']]);
    expect([await nobodyReads(false), await nobodyLists(false)]).toEqual([false, false]);
    await block({});
    expect(await grants()).toEqual(open);
  });
});
