import {
  CreateKeyCommand,
  DisableKeyCommand,
  EnableKeyCommand,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms';
import {
  CreateBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutBucketEncryptionCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  type ServerSideEncryptionRule,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Credentials } from '../../local/clients.ts';
import { makeUser } from '../../local/principals.ts';
import { type LocalAws, startLocalAws } from '../../local/start.ts';

let aws: LocalAws;
let Bucket: string;
let made = 0;
let withKeys: Credentials;
let without: Credentials;

beforeAll(async () => {
  aws = await startLocalAws({ deploy: false });
  withKeys = await makeUser(aws, 'with-keys', [{ Action: ['s3:*', 'kms:*'] }]);
  without = await makeUser(aws, 'without', [{ Action: 's3:*' }]);
});
afterAll(() => aws?.stop());
beforeEach(async () => {
  Bucket = `bucket-${made++}`;
  await aws.s3().send(new CreateBucketCommand({ Bucket }));
});

const encrypt = (rule: ServerSideEncryptionRule) => {
  const ServerSideEncryptionConfiguration = { Rules: [rule] };
  return aws
    .s3()
    .send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration }));
};
const byDefault = (KMSMasterKeyID?: string) =>
  encrypt({ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID } });
const outcome = (call: Promise<unknown>) =>
  call.then(
    () => 'done',
    (error: Error) => error.name,
  );
const Key = 'key';
const put = (who: Credentials, more: Partial<PutObjectCommandInput> = {}) =>
  outcome(aws.s3(who).send(new PutObjectCommand({ Bucket, Key, Body: 'text', ...more })));
const get = (who: Credentials | 'anonymous') =>
  outcome(aws.s3(who).send(new GetObjectCommand({ Bucket, Key })));
const makeKey = async () => {
  const { KeyMetadata } = await aws.kms().send(new CreateKeyCommand({}));
  return { KeyId: KeyMetadata?.KeyId ?? '', arn: KeyMetadata?.Arn ?? '' };
};

describe("a bucket's default key", () => {
  test('is needed for uploads and reads, by who may use it', async () => {
    const { arn } = await makeKey();
    await byDefault(arn);
    expect([await put(withKeys), await put(without)]).toEqual(['done', 'AccessDenied']);
    expect([await get(withKeys), await get(without)]).toEqual(['done', 'AccessDenied']);
    await aws.s3(without).send(new HeadObjectCommand({ Bucket, Key }));
  });

  test('stops uploads and reads while it is disabled', async () => {
    const { KeyId, arn } = await makeKey();
    await byDefault(arn);
    await put(withKeys);
    await aws.kms().send(new DisableKeyCommand({ KeyId }));
    expect([await put(withKeys), await get(withKeys)]).toEqual([
      'KMS.DisabledException',
      'KMS.DisabledException',
    ]);
    await aws.kms().send(new EnableKeyCommand({ KeyId }));
    expect([await put(withKeys), await get(withKeys)]).toEqual(['done', 'done']);
  });

  test('stops them when it is to be deleted', async () => {
    const { KeyId, arn } = await makeKey();
    await byDefault(arn);
    await put(withKeys);
    await aws.kms().send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 }));
    expect([await put(withKeys), await get(withKeys)]).toEqual([
      'KMS.KMSInvalidStateException',
      'KMS.KMSInvalidStateException',
    ]);
  });

  test('can be one that does not exist, until something is uploaded', async () => {
    await byDefault(`arn:aws:kms:us-east-1:${aws.account}:key/none`);
    expect(await put(withKeys)).toBe('KMS.NotFoundException');
    expect(await put(withKeys, { ServerSideEncryption: 'AES256' })).toBe('done');
  });

  test("is the account's own for S3 where none is named, which everybody may use", async () => {
    await byDefault();
    expect([await put(without), await get(without)]).toEqual(['done', 'done']);
  });
});

test('an upload can name its own encryption, with a key or without', async () => {
  const { arn } = await makeKey();
  const ServerSideEncryption = 'aws:kms' as const;
  expect(await put(without, { ServerSideEncryption })).toBe('done');
  expect(await put(without, { ServerSideEncryption: 'aws:kms:dsse' })).toBe('done');
  expect(await put(without, { ServerSideEncryption, SSEKMSKeyId: arn })).toBe('AccessDenied');
  expect(await put(withKeys, { ServerSideEncryption, SSEKMSKeyId: arn })).toBe('done');
});

test('SSE-C that is blocked is refused; what is there can be read still', async () => {
  const customer = { SSECustomerAlgorithm: 'AES256', SSECustomerKey: 'k'.repeat(32) };
  const blocking = (type: string) =>
    encrypt({
      ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' },
      BlockedEncryptionTypes: { EncryptionType: [type as 'NONE'] },
    });
  expect(await put(without, customer)).toBe('done');
  await blocking('SSE-C');
  expect([await put(without, customer), await put(without, { Key: 'other' })]).toEqual([
    'AccessDenied',
    'done',
  ]);
  await aws.s3(without).send(new GetObjectCommand({ Bucket, Key, ...customer }));
  await blocking('NONE');
  expect(await put(without, customer)).toBe('done');
  await expect(blocking('FOO')).rejects.toMatchObject({ name: 'MalformedXML' });
});
