import { PutBucketPolicyCommand } from '@aws-sdk/client-s3';
import { afterEach, beforeAll, expect, test } from 'vitest';
import {
  AlertInbox,
  aws,
  configEvent,
  driftedBucket,
  eventually,
  policyOf,
  s3,
} from './deployed.ts';

const inbox = new AlertInbox('overwritten-alerts');
beforeAll(() => inbox.ready());
afterEach(() => aws.setEvents({ delayMs: 0 }));

const statement = (bucket: string, Sid: string) => ({
  Sid,
  Effect: 'Allow',
  Principal: { AWS: 'arn:aws:iam::000000000000:root' },
  Action: 's3:GetObject',
  Resource: `arn:aws:s3:::${bucket}/*`,
});
const put = (bucket: string, ...sids: string[]) =>
  s3.send(
    new PutBucketPolicyCommand({
      Bucket: bucket,
      Policy: JSON.stringify({
        Version: '2012-10-17',
        Statement: sids.map((sid) => statement(bucket, sid)),
      }),
    }),
  );
const sidsOf = async (bucket: string) =>
  JSON.parse(await policyOf(bucket)).Statement.map(({ Sid }: { Sid: string }) => Sid);

/** Waits for the beginning of a second, so that what happens next happens within it. */
async function startOfSecond(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 1020 - (Date.now() % 1000)));
}

test('an edit between the last read and the write is put back with the statement on top, and told about', async () => {
  const bucket = await driftedBucket('overwritten');
  const hold = await aws.hold({ operation: 'PutBucketPolicy', caller: 'service', bucket });
  await aws.putEvent(configEvent(bucket));
  await hold.reached();
  await startOfSecond();
  await put(bucket, 'edit');
  await hold.release();
  await eventually(async () =>
    expect(await sidsOf(bucket)).toEqual(['edit', 'DenyInsecureTransport']),
  );
  const alert = await eventually(async () => {
    const found = (await inbox.of(bucket)).find(({ controls }) =>
      controls.some(({ reason }) => reason?.includes('it is put back')),
    );
    if (found === undefined) throw new Error('the edit was put back, and nobody was told yet');
    return found;
  });
  expect(alert.outcome).toBe('fixed');
  expect(JSON.parse(alert.changes[0]?.before as string).Statement[0].Sid).toBe(
    'DenyInsecureTransport',
  );
  await new Promise((resolve) => setTimeout(resolve, 3000));
  expect(await sidsOf(bucket)).toEqual(['edit', 'DenyInsecureTransport']);
  expect(await inbox.of(bucket)).toHaveLength(2);
});

test('two edits in one second: nothing is guessed, both documents are kept and told about', async () => {
  const bucket = await driftedBucket('unclear');
  const hold = await aws.hold({ operation: 'PutBucketPolicy', caller: 'service', bucket });
  await aws.putEvent(configEvent(bucket));
  await hold.reached();
  await startOfSecond();
  await put(bucket, 'first');
  await put(bucket, 'second');
  await hold.release();
  const alert = await eventually(async () => {
    const found = (await inbox.of(bucket)).find(({ outcome }) => outcome === 'blocked');
    if (found === undefined) throw new Error('nobody was told yet');
    return found;
  });
  const tls = alert.controls.find(({ id }) => id === 'tls-only');
  expect(tls?.obstacle?.kind).toBe('edit-overwritten');
  const ids = tls?.obstacle?.detail.match(/[0-9a-z]{9}-[0-9a-z]{3}/g) ?? [];
  expect(ids).toHaveLength(2);
  expect(await sidsOf(bucket)).toEqual(['DenyInsecureTransport']);
});
