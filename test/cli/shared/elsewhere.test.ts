import { type S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { repair } from '../../../cli/fix/repair.ts';
import { planFor } from '../../../cli/shared/plan.ts';
import type { Session } from '../../../cli/shared/session/session.ts';
import { defineConfig } from '../../../shared/settings.ts';
import { FakeS3 } from '../../fakes/fake-s3.ts';
import { MemoryJournal } from '../../fakes/memory-journal.ts';
import { SSE_S3 } from '../../fakes/stage.ts';
import { bucketOf } from '../../peers/fixtures.ts';

const NAME = 'orders';
const BEFORE = bucketOf(NAME);
const NOW = 'eu-west-1';
const KEY_BEFORE = `arn:aws:kms:${BEFORE.region}:111122223333:key/customer`;
const SETTINGS = defineConfig({
  controls: { 'tls-only': 'off', 'block-public-access': 'off' },
  encryption: { minimum: 'SSE-KMS', kmsKeyArn: KEY_BEFORE },
});

/** S3 of a Region that the bucket was deleted in. */
const redirecting = {
  async send() {
    throw Object.assign(
      new S3ServiceException({
        name: 'PermanentRedirect',
        $fault: 'client',
        $metadata: { httpStatusCode: 301 },
      }),
      { $response: { headers: { 'x-amz-bucket-region': NOW } } },
    );
  },
} as unknown as S3Client;

/** A session of an account whose bucket was made anew in another Region than it was listed in. */
function movedBucket() {
  const s3 = new FakeS3({ [NAME]: { encryption: SSE_S3 } });
  const session = {
    settings: SETTINGS,
    clients: { s3: (region: string) => (region === NOW ? s3.client : redirecting) },
    identity: { account: '111122223333', arn: 'arn:aws:iam::111122223333:user/alice' },
  } as unknown as Session;
  return { s3, session };
}

test('the plan for a bucket is made where it is by now', async () => {
  const { s3, session } = movedBucket();
  const { changes } = await planFor(session, BEFORE, []);
  expect(changes.map(({ facet }) => facet)).toEqual(['encryption']);
  expect(JSON.stringify(changes)).not.toContain(KEY_BEFORE);
  expect(s3.writes()).toEqual([]);
});

test('a bucket is repaired where it is by now, and recorded as being there', async () => {
  const { s3, session } = movedBucket();
  const journal = new MemoryJournal();
  const report = await repair(session, journal, BEFORE, SETTINGS);
  expect(report.bucket.region).toBe(NOW);
  expect(report.results.map(({ status }) => status)).toEqual(['fixed']);
  expect(s3.writes()).toEqual(['PutBucketEncryption']);
  expect([...journal.entries.values()].map(({ bucket }) => bucket.region)).toEqual([NOW]);
});
