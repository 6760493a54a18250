import {
  CreateBucketCommand,
  DeleteBucketPolicyCommand,
  GetBucketEncryptionCommand,
  GetBucketPolicyCommand,
  GetPublicAccessBlockCommand,
  PutBucketEncryptionCommand,
  PutBucketPolicyCommand,
  PutPublicAccessBlockCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { ClientOptions, Credentials } from '../../local/clients.ts';
import { makeUser } from '../../local/principals.ts';
import { type LocalAws, startLocalAws } from '../../local/start.ts';

let aws: LocalAws;
let Bucket: string;
let made = 0;
const asService = { customUserAgent: 'bucket-warden/test' };

beforeAll(async () => {
  aws = await startLocalAws({ deploy: false });
});
afterAll(() => aws?.stop());
beforeEach(async () => {
  await aws.setStaleReads([]);
  Bucket = `bucket-${made++}`;
  await aws.s3().send(new CreateBucketCommand({ Bucket }));
});

const put = (Sid: string, bucket = Bucket, who?: Credentials) => {
  const Resource = `arn:aws:s3:::${bucket}/*`;
  const Statement = { Sid, Effect: 'Deny', Principal: '*', Action: 's3:PutObject', Resource };
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement });
  return aws.s3(who).send(new PutBucketPolicyCommand({ Bucket: bucket, Policy }));
};
const remove = () => aws.s3().send(new DeleteBucketPolicyCommand({ Bucket }));
const sid = (options: ClientOptions = {}, bucket = Bucket, who?: Credentials) =>
  aws
    .s3(who, options)
    .send(new GetBucketPolicyCommand({ Bucket: bucket }))
    .then(
      ({ Policy }) => JSON.parse(Policy ?? '').Statement.Sid as string,
      (error: Error) => error.name,
    );

test('as many reads as asked for see the policy as it was before it was last written', async () => {
  await put('first');
  await aws.setStaleReads([{ operation: 'GetBucketPolicy', times: 2 }]);
  expect(await sid()).toBe('first');
  await put('second');
  expect([await sid(), await sid(), await sid()]).toEqual(['first', 'first', 'second']);
});

test('all reads do until told otherwise, and each write moves what they see', async () => {
  await aws.setStaleReads([{ operation: 'GetBucketPolicy' }]);
  await put('first');
  expect(await sid()).toBe('NoSuchBucketPolicy');
  await put('second');
  expect([await sid(), await sid()]).toEqual(['first', 'first']);
  await remove();
  expect(await sid()).toBe('second');
  await aws.setStaleReads([]);
  expect(await sid()).toBe('NoSuchBucketPolicy');
});

test('reads of others, of other buckets and of other parts see what is there', async () => {
  const other = `${Bucket}-other`;
  await aws.s3().send(new CreateBucketCommand({ Bucket: other }));
  await aws.setStaleReads([{ operation: 'GetBucketPolicy', caller: 'service', bucket: Bucket }]);
  await put('first');
  await put('first', other);
  expect(await sid()).toBe('first');
  expect(await sid(asService)).toBe('NoSuchBucketPolicy');
  expect(await sid(asService, other)).toBe('first');
});

test('a write that is refused changes nothing for readers, and who may not read sees nothing', async () => {
  const nobody = await makeUser(aws, 'nobody', []);
  await put('first');
  await aws.setStaleReads([{ operation: 'GetBucketPolicy' }]);
  await put('second');
  await expect(put('third', Bucket, nobody)).rejects.toThrow();
  expect(await sid()).toBe('first');
  expect(await sid({}, Bucket, nobody)).toBe('AccessDenied');
});

test('encryption and the public access block can be read stale too', async () => {
  const s3 = aws.s3();
  await aws.setStaleReads([
    { operation: 'GetBucketEncryption' },
    { operation: 'GetPublicAccessBlock' },
  ]);
  const Rules = [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' as const } }];
  await s3.send(
    new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules } }),
  );
  const read = await s3.send(new GetBucketEncryptionCommand({ Bucket }));
  expect(read.ServerSideEncryptionConfiguration?.Rules).toMatchObject([
    {
      ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' },
      BlockedEncryptionTypes: { EncryptionType: ['NONE'] },
    },
  ]);
  const opened = { BlockPublicPolicy: false, RestrictPublicBuckets: false };
  await s3.send(
    new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: opened }),
  );
  const block = await s3.send(new GetPublicAccessBlockCommand({ Bucket }));
  expect(block.PublicAccessBlockConfiguration).toMatchObject({
    BlockPublicPolicy: true,
    RestrictPublicBuckets: true,
  });
});
