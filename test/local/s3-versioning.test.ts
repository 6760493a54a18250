import {
  CreateBucketCommand,
  DeleteBucketReplicationCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketVersioningCommand,
  PutBucketReplicationCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type VersioningConfiguration,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Credentials } from '../../local/clients.ts';
import { makeUser } from '../../local/principals.ts';
import { account, rootCredentials } from '../../local/root.ts';
import { type LocalAws, startLocalAws } from '../../local/start.ts';

const MFA = `arn:aws:iam::${account}:mfa/root-account-mfa-device 123456`;
const Key = 'key';

let aws: LocalAws;
let Bucket: string;
let made = 0;
let user: Credentials;

beforeAll(async () => {
  aws = await startLocalAws({ deploy: false });
  user = await makeUser(aws, 'user', [{ Action: 's3:*' }]);
});
afterAll(() => aws?.stop());
beforeEach(async () => {
  Bucket = `bucket-${made++}`;
  await aws.s3().send(new CreateBucketCommand({ Bucket }));
});

const outcome = (call: Promise<unknown>) =>
  call.then(
    () => 'done',
    (error: Error) => `${error.name}: ${error.message}`,
  );
const put = (who: Credentials, VersioningConfiguration: VersioningConfiguration, mfa?: string) =>
  outcome(
    aws.s3(who).send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration, MFA: mfa })),
  );
const state = async () => {
  const { Status, MFADelete } = await aws.s3().send(new GetBucketVersioningCommand({ Bucket }));
  return { Status, MFADelete };
};
const on = { Status: 'Enabled', MFADelete: 'Enabled' } as const;
const noMfa = 'AccessDenied: Mfa Authentication must be used for this request';
const notRoot = 'AccessDenied: This operation may only be performed by the bucket owner';

describe('MFA delete', () => {
  test('is turned on by root with its device, and shown', async () => {
    expect(await put(rootCredentials, on)).toBe(noMfa);
    expect(await put(rootCredentials, on, '123456')).toBe(noMfa);
    expect(await put(user, on, MFA)).toBe(notRoot);
    expect(await state()).toEqual({});
    expect(await put(rootCredentials, on, MFA)).toBe('done');
    expect(await state()).toEqual(on);
  });

  test('keeps the versioning as it is for whoever has no device', async () => {
    await put(rootCredentials, on, MFA);
    expect(await put(user, { Status: 'Suspended' })).toBe(notRoot);
    expect(await put(rootCredentials, { Status: 'Suspended' })).toBe(noMfa);
    expect(await state()).toEqual(on);
    expect(await put(rootCredentials, { Status: 'Enabled', MFADelete: 'Disabled' }, MFA)).toBe(
      'done',
    );
    expect(await put(user, { Status: 'Suspended' })).toBe('done');
    expect(await state()).toEqual({ Status: 'Suspended', MFADelete: 'Disabled' });
  });

  test('needs no device to stay off', async () => {
    expect(await put(user, { Status: 'Enabled', MFADelete: 'Disabled' })).toBe('done');
    expect(await state()).toEqual({ Status: 'Enabled', MFADelete: 'Disabled' });
  });

  test('keeps versions from being deleted without the device', async () => {
    await put(rootCredentials, on, MFA);
    const upload = () => aws.s3().send(new PutObjectCommand({ Bucket, Key, Body: 'text' }));
    const [{ VersionId }, second] = [await upload(), await upload()];
    const one = (more: { VersionId?: string; MFA?: string }) =>
      outcome(aws.s3().send(new DeleteObjectCommand({ Bucket, Key, ...more })));
    const many = (mfa?: string) => {
      const Delete = { Objects: [{ Key: 'other' }, { Key, VersionId: second.VersionId }] };
      return outcome(aws.s3().send(new DeleteObjectsCommand({ Bucket, Delete, MFA: mfa })));
    };
    expect(await one({})).toBe('done');
    expect([await one({ VersionId }), await many()]).toEqual([noMfa, noMfa]);
    expect([await one({ VersionId, MFA }), await many(MFA)]).toEqual(['done', 'done']);
  });

  test('keeps no version of a bucket without it', async () => {
    await put(user, { Status: 'Enabled' });
    const { VersionId } = await aws.s3().send(new PutObjectCommand({ Bucket, Key, Body: 'text' }));
    const gone = aws.s3(user).send(new DeleteObjectCommand({ Bucket, Key, VersionId }));
    expect(await outcome(gone)).toBe('done');
  });
});

describe('versioning that is needed', () => {
  test('by Object Lock cannot be suspended', async () => {
    Bucket = `locked-${made++}`;
    await aws.s3().send(new CreateBucketCommand({ Bucket, ObjectLockEnabledForBucket: true }));
    expect(await put(user, { Status: 'Suspended' })).toMatch(/^InvalidBucketState: /);
    expect(await put(user, { Status: 'Enabled' })).toBe('done');
    expect(await state()).toEqual({ Status: 'Enabled' });
  });

  test('by a replication cannot be suspended before that is gone', async () => {
    await put(user, { Status: 'Enabled' });
    const Destination = { Bucket: `arn:aws:s3:::${Bucket}` };
    const Rules = [{ ID: 'all', Status: 'Enabled' as const, Prefix: '', Destination }];
    const ReplicationConfiguration = { Role: `arn:aws:iam::${account}:role/replication`, Rules };
    await aws.s3().send(new PutBucketReplicationCommand({ Bucket, ReplicationConfiguration }));
    expect(await put(user, { Status: 'Suspended' })).toMatch(/^InvalidBucketState: /);
    await aws.s3().send(new DeleteBucketReplicationCommand({ Bucket }));
    expect(await put(user, { Status: 'Suspended' })).toBe('done');
  });
});
