import {
  CancelKeyDeletionCommand,
  CreateKeyCommand,
  type CreateKeyCommandInput,
  DescribeKeyCommand,
  DisableKeyCommand,
  DisableKeyRotationCommand,
  EnableKeyCommand,
  EnableKeyRotationCommand,
  GetKeyRotationStatusCommand,
  type KMSClient,
  ListKeysCommand,
  paginateListKeys,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeUser } from '../../local/principals.ts';
import { type LocalAws, startLocalAws } from '../../local/start.ts';

let aws: LocalAws;
let kms: KMSClient;

beforeAll(async () => {
  aws = await startLocalAws({ deploy: false });
  kms = aws.kms();
});
afterAll(() => aws?.stop());

const makeKey = async (how: CreateKeyCommandInput = {}) => {
  const { KeyMetadata } = await kms.send(new CreateKeyCommand(how));
  return KeyMetadata?.KeyId ?? '';
};
const enable = (KeyId: string, RotationPeriodInDays?: number) =>
  kms.send(new EnableKeyRotationCommand({ KeyId, RotationPeriodInDays }));
const status = async (KeyId: string, who = kms) => {
  const { $metadata: _, ...told } = await who.send(new GetKeyRotationStatusCommand({ KeyId }));
  return told;
};
const outcome = (call: Promise<unknown>) =>
  call.then(
    () => 'done',
    (error: Error) => error.name,
  );

describe('rotation of a key', () => {
  test('is off at first, is turned on with a period, and off again', async () => {
    const KeyId = await makeKey();
    const ARN = `arn:aws:kms:us-east-1:${aws.account}:key/${KeyId}`;
    expect(await status(KeyId)).toEqual({ KeyId: ARN, KeyRotationEnabled: false });
    await enable(KeyId, 90);
    expect(await status(KeyId)).toEqual({
      KeyId: ARN,
      KeyRotationEnabled: true,
      RotationPeriodInDays: 90,
      NextRotationDate: expect.any(Date),
    });
    await enable(KeyId);
    expect(await status(KeyId)).toMatchObject({ RotationPeriodInDays: 365 });
    await kms.send(new DisableKeyRotationCommand({ KeyId }));
    expect(await status(KeyId)).toMatchObject({ KeyRotationEnabled: false });
  });

  test('has a period of 90 to 2,560 days', async () => {
    const KeyId = await makeKey();
    expect(await outcome(enable(KeyId, 89))).toBe('ValidationException');
    expect(await outcome(enable(KeyId, 2561))).toBe('ValidationException');
  });

  const kinds: [string, CreateKeyCommandInput][] = [
    ['an RSA key', { KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' }],
    ['a key on a curve', { KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' }],
    ['a key for HMAC', { KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' }],
  ];
  test.each(kinds)('is not supported for %s, nor is its status', async (_, how) => {
    const KeyId = await makeKey(how);
    const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId }));
    expect(KeyMetadata).toMatchObject({ ...how, KeyManager: 'CUSTOMER' });
    expect(await outcome(enable(KeyId))).toBe('UnsupportedOperationException');
    expect(await outcome(status(KeyId))).toBe('UnsupportedOperationException');
  });

  test('is off for ever for a key with imported material', async () => {
    const KeyId = await makeKey({ Origin: 'EXTERNAL' });
    expect(await outcome(enable(KeyId))).toBe('UnsupportedOperationException');
    expect(await status(KeyId)).toMatchObject({ KeyRotationEnabled: false });
  });

  test('cannot be turned on while the key is disabled', async () => {
    const KeyId = await makeKey();
    await kms.send(new DisableKeyCommand({ KeyId }));
    expect(await outcome(enable(KeyId))).toBe('DisabledException');
    await kms.send(new EnableKeyCommand({ KeyId }));
    expect(await outcome(enable(KeyId))).toBe('done');
  });

  test('is off while the key waits for its deletion, and as before when that is cancelled', async () => {
    const KeyId = await makeKey();
    await enable(KeyId);
    await kms.send(new ScheduleKeyDeletionCommand({ KeyId }));
    expect(await outcome(enable(KeyId))).toBe('KMSInvalidStateException');
    expect(await outcome(kms.send(new EnableKeyCommand({ KeyId })))).toBe(
      'KMSInvalidStateException',
    );
    expect(await status(KeyId)).toMatchObject({ KeyRotationEnabled: false });
    await kms.send(new CancelKeyDeletionCommand({ KeyId }));
    expect(await status(KeyId)).toMatchObject({ KeyRotationEnabled: true });
    const again = kms.send(new CancelKeyDeletionCommand({ KeyId }));
    expect(await outcome(again)).toBe('KMSInvalidStateException');
  });

  test('is held to the permissions of the caller', async () => {
    const KeyId = await makeKey();
    const reader = aws.kms(await makeUser(aws, 'reader', [{ Action: 'kms:GetKeyRotationStatus' }]));
    expect(await outcome(status(KeyId, reader))).toBe('done');
    const put = reader.send(new EnableKeyRotationCommand({ KeyId }));
    expect(await outcome(put)).toBe('AccessDeniedException');
  });
});

test('keys are listed page by page', async () => {
  const there = aws.kms(undefined, { region: 'eu-west-3' });
  const made: string[] = [];
  for (let i = 0; i < 5; i++) {
    const { KeyMetadata } = await there.send(new CreateKeyCommand({}));
    made.push(KeyMetadata?.KeyId ?? '');
  }
  const pages: string[][] = [];
  for await (const { Keys = [] } of paginateListKeys({ client: there, pageSize: 2 }, {})) {
    pages.push(Keys.map(({ KeyId = '' }) => KeyId));
  }
  expect(pages.map(({ length }) => length)).toEqual([2, 2, 1]);
  expect(pages.flat().sort()).toEqual(made.sort());
  const wrong = there.send(new ListKeysCommand({ Marker: 'nothing' }));
  expect(await outcome(wrong)).toBe('InvalidMarkerException');
});

test('a key that AWS manages comes with the first upload that needs it, and is nobody’s to change', async () => {
  const there = { region: 'eu-central-1' };
  const s3 = aws.s3(undefined, there);
  const Bucket = 'encrypted-by-aws';
  await s3.send(
    new CreateBucketCommand({
      Bucket,
      CreateBucketConfiguration: { LocationConstraint: 'eu-central-1' },
    }),
  );
  const describeIt = async () => {
    const { KeyMetadata } = await aws
      .kms(undefined, there)
      .send(new DescribeKeyCommand({ KeyId: 'alias/aws/s3' }));
    return KeyMetadata;
  };
  expect(await outcome(describeIt())).toBe('NotFoundException');
  await s3.send(
    new PutObjectCommand({ Bucket, Key: 'key', Body: 'text', ServerSideEncryption: 'aws:kms' }),
  );
  const made = await describeIt();
  expect(made).toMatchObject({ KeyManager: 'AWS', KeySpec: 'SYMMETRIC_DEFAULT' });
  const user = aws.kms(await makeUser(aws, 'admin', [{ Action: 'kms:*' }]), there);
  expect(await status(made?.KeyId ?? '', user)).toMatchObject({ KeyRotationEnabled: true });
  const KeyId = made?.KeyId;
  for (const who of [user, aws.kms(undefined, there)]) {
    const off = who.send(new DisableKeyRotationCommand({ KeyId }));
    expect(await outcome(off)).toBe('AccessDeniedException');
  }
});
