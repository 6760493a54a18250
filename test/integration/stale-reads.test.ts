import { PutBucketEncryptionCommand } from '@aws-sdk/client-s3';
import { afterEach, expect, test } from 'vitest';
import {
  aws,
  configEvent,
  driftedBucket,
  endsOf,
  eventually,
  s3,
  serviceCalls,
  unheard,
} from './deployed.ts';
import { policyFor, putPolicy, sidsOf } from './policies.ts';

afterEach(async () => {
  await aws.setStaleReads([]);
  await aws.setEvents({});
});

test('a policy that its owner put is never lost to reads that still give the old one, and is repaired once they do not', async () => {
  const bucket = await driftedBucket('stale');
  await unheard(() => putPolicy(bucket, policyFor(bucket, 'old')));
  // As long as both reads of two looks: the second look comes five seconds after the first.
  await aws.setStaleReads([{ operation: 'GetBucketPolicy', caller: 'service', bucket, times: 2 }]);
  await putPolicy(bucket, policyFor(bucket, 'new'));
  await eventually(async () =>
    expect(await sidsOf(bucket)).toEqual(['new', 'DenyInsecureTransport']),
  );
  const ends = await endsOf(bucket);
  expect(ends.slice(0, 2)).toEqual(['retried', 'retried']);
  // The facets that were read as they are did not wait.
  const calls = await serviceCalls(bucket);
  const firstWrite = (operation: string) => calls.findIndex((call) => call.operation === operation);
  expect(firstWrite('PutPublicAccessBlock')).toBeLessThan(firstWrite('PutBucketPolicy'));
});

test('a policy that was put before a look of another trigger, which both of its reads missed, is put back', async () => {
  const bucket = await driftedBucket('missed');
  await unheard(() => putPolicy(bucket, policyFor(bucket, 'old')));
  await aws.setStaleReads([{ operation: 'GetBucketPolicy', caller: 'service', bucket, times: 2 }]);
  // In another second than the old one: CloudTrail tells the order by seconds.
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  await aws.setEvents({ delayMs: 6_000 });
  await putPolicy(bucket, policyFor(bucket, 'new'));
  await aws.putEvent(configEvent(bucket));
  await eventually(async () =>
    expect(await sidsOf(bucket)).toEqual(['old', 'DenyInsecureTransport']),
  );
  await eventually(async () =>
    expect(await sidsOf(bucket)).toEqual(['new', 'DenyInsecureTransport']),
  );
});

test('an encryption that its owner just put is not judged by an older read', async () => {
  const bucket = await driftedBucket('stale-encryption');
  const put = (SSEAlgorithm: 'AES256' | 'aws:kms') =>
    s3.send(
      new PutBucketEncryptionCommand({
        Bucket: bucket,
        ServerSideEncryptionConfiguration: {
          Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm } }],
        },
      }),
    );
  await unheard(() => put('aws:kms'));
  await aws.setStaleReads([
    { operation: 'GetBucketEncryption', caller: 'service', bucket, times: 1 },
  ]);
  // By the read it would be compliant, and the drift stay until the next sweep.
  await put('AES256');
  await eventually(async () => expect(await endsOf(bucket)).toContain('fixed'));
  const writes = (await serviceCalls(bucket)).filter(
    ({ operation }) => operation === 'PutBucketEncryption',
  );
  expect(writes).toHaveLength(1);
});
