import type { ListBucketsCommandInput } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { findBuckets, listBuckets } from '../../../cli/shared/buckets.ts';
import type { Session } from '../../../cli/shared/session/session.ts';
import type { Bucket } from '../../../shared/model/resource.ts';

const ALL = [
  { Name: 'logs', BucketRegion: 'eu-west-1' },
  { Name: 'logs-old', BucketRegion: 'us-east-1' },
  { Name: 'media' },
];

/** A session whose S3 gives one bucket a page, and the questions that it was asked. */
function pagedSession() {
  const asked: ListBucketsCommandInput[] = [];
  const send = async ({ input }: { input: ListBucketsCommandInput }) => {
    asked.push(input);
    const matching = ALL.filter(({ Name }) => Name.startsWith(input.Prefix ?? ''));
    const at = Number(input.ContinuationToken ?? 0);
    const more = at + 1 < matching.length;
    return {
      Buckets: matching.slice(at, at + 1),
      ...(more ? { ContinuationToken: String(at + 1) } : {}),
    };
  };
  const session = {
    region: 'eu-central-1',
    identity: { account: '111122223333', partition: 'aws-cn', arn: '' },
    clients: { s3: () => ({ send }) },
  };
  return { session: session as unknown as Session, asked };
}

test('every page is read, and each bucket is in its own Region', async () => {
  const { session, asked } = pagedSession();
  const buckets: Bucket[] = [];
  for await (const bucket of listBuckets(session)) buckets.push(bucket);
  expect(buckets).toEqual([
    {
      kind: 'bucket' as const,
      name: 'logs',
      region: 'eu-west-1',
      account: '111122223333',
      partition: 'aws-cn',
    },
    {
      kind: 'bucket' as const,
      name: 'logs-old',
      region: 'us-east-1',
      account: '111122223333',
      partition: 'aws-cn',
    },
    {
      kind: 'bucket' as const,
      name: 'media',
      region: 'eu-central-1',
      account: '111122223333',
      partition: 'aws-cn',
    },
  ]);
  expect(asked).toHaveLength(3);
  for (const { MaxBuckets } of asked) expect(MaxBuckets).toBeGreaterThan(0);
});

test('a bucket is found by its whole name, once, behind others that begin alike', async () => {
  const { session } = pagedSession();
  const buckets = await findBuckets(session, ['logs-old', 'logs', 'logs']);
  expect(buckets.map(({ name }) => name)).toEqual(['logs-old', 'logs']);
});

test('what the account does not have is named', async () => {
  const { session } = pagedSession();
  await expect(findBuckets(session, ['logs', 'log'])).rejects.toThrow(
    'account 111122223333 has no bucket log.',
  );
});
