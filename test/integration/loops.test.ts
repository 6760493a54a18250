import { DeleteBucketPolicyCommand } from '@aws-sdk/client-s3';
import { beforeAll, expect, test } from 'vitest';
import {
  AlertInbox,
  aws,
  configEvent,
  driftedBucket,
  eventually,
  logLines,
  policyOf,
  serviceCalls,
} from './deployed.ts';

const inbox = new AlertInbox('loop-alerts');
beforeAll(() => inbox.ready());

async function fixedTimes(bucket: string, times: number): Promise<void> {
  await eventually(async () => {
    const writes = (await serviceCalls(bucket)).filter(
      ({ operation }) => operation === 'PutBucketPolicy',
    );
    expect(writes).toHaveLength(times);
  });
}

test('against a tool that undoes each repair the service slows down, names the tool once, and never gives up', async () => {
  const bucket = await driftedBucket('undone');
  const terraform = aws.s3(undefined, { customUserAgent: 'HashiCorp/1.0 Terraform/1.9.0' });
  await aws.clearCalls();
  await aws.putEvent(configEvent(bucket));
  await fixedTimes(bucket, 1);
  for (const round of [2, 3]) {
    await terraform.send(new DeleteBucketPolicyCommand({ Bucket: bucket }));
    await fixedTimes(bucket, round);
  }
  expect((await inbox.of(bucket)).map(({ outcome }) => outcome)).not.toContain('slowed');

  await terraform.send(new DeleteBucketPolicyCommand({ Bucket: bucket }));
  await eventually(async () => {
    expect((await inbox.of(bucket)).map(({ outcome }) => outcome)).toContain('slowed');
  });
  await expect(policyOf(bucket)).rejects.toThrow();
  await fixedTimes(bucket, 4);
  await terraform.send(new DeleteBucketPolicyCommand({ Bucket: bucket }));
  await fixedTimes(bucket, 5);

  expect(JSON.parse(await policyOf(bucket)).Statement).toHaveLength(1);
  const slowed = (await inbox.of(bucket)).filter(({ outcome }) => outcome === 'slowed');
  expect(slowed).toHaveLength(1);
  expect(slowed[0]?.triggers[0]).toMatchObject({ userAgent: expect.stringContaining('Terraform') });
  expect(slowed[0]?.controls.find(({ id }) => id === 'tls-only')).toMatchObject({
    status: 'slowed',
  });
  const retried = (await logLines(bucket)).filter((line) => line.outcome === 'retried');
  expect(retried.length).toBeGreaterThanOrEqual(2);
});
