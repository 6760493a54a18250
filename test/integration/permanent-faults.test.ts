import { setTimeout as sleep } from 'node:timers/promises';
import { DeleteTableCommand } from '@aws-sdk/client-dynamodb';
import { GetBucketEncryptionCommand, PutBucketEncryptionCommand } from '@aws-sdk/client-s3';
import { DeleteTopicCommand } from '@aws-sdk/client-sns';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { recordedChanges } from '../../scripts/chaos/history.ts';
import {
  AlertInbox,
  configEvent,
  driftedBucket,
  endsOf,
  eventually,
  policyOf,
  serviceCalls,
  aws as shared,
  stack as sharedStack,
  unheard,
} from './deployed.ts';
import { type OwnAws, startOwnAws } from './own-aws.ts';
import { policyWith, putPolicy } from './policies.ts';

const inbox = new AlertInbox('permanent-fault-alerts');
let own: OwnAws;
beforeAll(async () => {
  await inbox.ready();
  own = await startOwnAws('impatient.config.ts');
});
afterAll(() => own.aws.stop());

/** The error with which a bucket's message ended in the dead-letter queue of the test's own AWS. */
function deadLetterOf(bucket: string): Promise<string> {
  return eventually(async () => {
    const { Messages = [] } = await own.aws.sqs().send(
      new ReceiveMessageCommand({
        QueueUrl: own.stack.DeadLetterQueueUrl,
        MaxNumberOfMessages: 10,
        MessageAttributeNames: ['All'],
        VisibilityTimeout: 0,
      }),
    );
    const found = Messages.find(({ Body }) => Body?.includes(bucket));
    if (found === undefined) throw new Error(`no dead letter about ${bucket} yet`);
    return found.MessageAttributes?.['error']?.StringValue ?? '';
  });
}

const writesOn = async (bucket: string) =>
  (await own.aws.calls())
    .filter((call) => call.bucket === bucket && call.caller === 'service')
    .map(({ operation }) => operation)
    .filter((operation) => operation.startsWith('Put'));

describe('a bucket policy that denies the service everything', () => {
  const shutOut = (bucket: string) =>
    policyWith({
      Sid: 'KeepOut',
      Effect: 'Deny',
      Principal: { AWS: sharedStack.RoleArn },
      Action: 's3:*',
      Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
    });

  test('nothing is written on a guess, it is told once with the reason, and others are repaired', async () => {
    const bucket = await driftedBucket('shut-out');
    const neighbour = await driftedBucket('neighbour');
    const Policy = shutOut(bucket);
    await unheard(() => putPolicy(bucket, Policy));
    for (const name of [bucket, neighbour]) await shared.putEvent(configEvent(name));
    const alert = await inbox.first(bucket);
    expect(alert.outcome).toBe('blocked');
    for (const control of alert.controls) {
      expect(control).toMatchObject({ status: 'blocked', obstacle: { kind: 'access-denied' } });
    }
    expect(alert.changes).toEqual([]);

    // Whoever asks again hears nothing new.
    for (let time = 0; time < 3; time += 1) {
      await shared.putEvent(configEvent(bucket));
      await sleep(1_200);
    }
    await eventually(async () =>
      expect((await endsOf(bucket)).filter((end) => end === 'blocked').length).toBeGreaterThan(1),
    );
    await eventually(async () => expect(await endsOf(neighbour)).toEqual(['fixed']));
    expect(await inbox.of(bucket)).toHaveLength(1);
    const operations = (await serviceCalls(bucket)).map(({ operation }) => operation);
    expect(operations.filter((operation) => !operation.startsWith('Get'))).toEqual([]);
    expect(JSON.parse(await policyOf(bucket))).toEqual(JSON.parse(Policy));
  });
});

describe('the key of the settings is gone', () => {
  const KEY = 'arn:aws:kms:us-east-1:000000000000:key/11111111-2222-3333-4444-555555555555';

  async function encryptionOf(Bucket: string) {
    const { ServerSideEncryptionConfiguration } = await own.aws
      .s3()
      .send(new GetBucketEncryptionCommand({ Bucket }));
    return ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault;
  }

  test('where S3 refuses it: it is told once with the reason, the rest and other buckets are repaired', async () => {
    const { aws, drift, alertsOf, endsOf: endsOfOwn } = own;
    const [bucket, neighbour] = ['key-gone', 'key-of-its-own'];
    await drift(bucket);
    await drift(neighbour);
    const ofItsOwn = { SSEAlgorithm: 'aws:kms' as const, KMSMasterKeyID: KEY.replaceAll('1', '9') };
    await aws.s3().send(
      new PutBucketEncryptionCommand({
        Bucket: neighbour,
        ServerSideEncryptionConfiguration: {
          Rules: [{ ApplyServerSideEncryptionByDefault: ofItsOwn }],
        },
      }),
    );
    const error = { status: 400, code: 'KMS.NotFoundException', message: 'Invalid keyId' };
    await aws.setFaults([
      { operation: 'PutBucketEncryption', caller: 'service', rate: 1, fault: 'error', error },
    ]);
    await aws.putEvent(configEvent(bucket));
    await aws.putEvent(configEvent(neighbour));
    await eventually(async () => expect(await endsOfOwn(bucket)).toEqual(['fixed']));
    await eventually(async () => expect(await endsOfOwn(neighbour)).toEqual(['fixed']));
    expect(await encryptionOf(bucket)).toEqual({ SSEAlgorithm: 'AES256' });
    expect(await encryptionOf(neighbour)).toEqual(ofItsOwn);
    expect(await writesOn(neighbour)).toEqual(['PutBucketPolicy', 'PutPublicAccessBlock']);

    // Whoever asks again hears nothing new, and the service does not ask itself.
    for (const count of [2, 3]) {
      await aws.putEvent(configEvent(bucket));
      await eventually(async () => expect(await endsOfOwn(bucket)).toHaveLength(count));
    }
    expect(await endsOfOwn(bucket)).toEqual(['fixed', 'blocked', 'blocked']);
    const [alert, ...more] = await alertsOf(bucket);
    expect(more).toEqual([]);
    expect(alert?.changes.map(({ facet }) => facet)).toEqual(['policy', 'publicAccessBlock']);
    expect(alert?.controls.find(({ id }) => id === 'default-encryption')).toMatchObject({
      status: 'blocked',
      obstacle: { kind: 'rejected', detail: expect.stringContaining('KMS.NotFoundException') },
    });
    const states = (await recordedChanges(aws.dynamodb(), own.stack.JournalTableName))
      .filter((change) => change.bucket === bucket && change.facet === 'encryption')
      .map(({ state, alert: told }) => [state, told]);
    expect(states).toEqual([1, 2, 3].map(() => ['failed', 'none']));
  });

  test('where S3 takes it unseen, as it does today: it is written as the settings say, once', async () => {
    const { aws, endsOf: endsOfOwn } = own;
    await aws.setFaults([]);
    await aws.clearCalls();
    for (const last of ['fixed', 'compliant']) {
      const count = (await endsOfOwn('key-gone')).length;
      await aws.putEvent(configEvent('key-gone'));
      await eventually(async () => {
        const ends = await endsOfOwn('key-gone');
        expect(ends.slice(count)).toEqual([last]);
      });
    }
    expect(await encryptionOf('key-gone')).toEqual({
      SSEAlgorithm: 'aws:kms',
      KMSMasterKeyID: KEY,
    });
    expect(await writesOn('key-gone')).toEqual(['PutBucketEncryption']);
  });
});

describe('what the service needs itself is gone', () => {
  test('a topic: the fix is made, the journal says that it is not told, and the message ends with the reason', async () => {
    const { aws, stack, drift } = own;
    const bucket = 'nobody-to-tell';
    await drift(bucket);
    await aws.sns().send(new DeleteTopicCommand({ TopicArn: stack.AlertsTopicArn }));
    await aws.putEvent(configEvent(bucket));
    expect(await deadLetterOf(bucket)).toMatch(
      /ReconcileIncompleteError.*alert could not be published/,
    );
    const { ServerSideEncryptionConfiguration: encryption } = await aws
      .s3()
      .send(new GetBucketEncryptionCommand({ Bucket: bucket }));
    expect(JSON.stringify(encryption)).toContain('aws:kms');
    const changes = (await recordedChanges(aws.dynamodb(), stack.JournalTableName)).filter(
      (change) => change.bucket === bucket,
    );
    expect(changes.map(({ state, alert }) => [state, alert])).toEqual([
      ['applied', 'pending'],
      ['applied', 'pending'],
      ['applied', 'pending'],
    ]);
    expect(await writesOn(bucket)).toHaveLength(3);
  });

  test('the table: nothing is written, and the message ends with the reason', async () => {
    const { aws, stack, drift } = own;
    const bucket = 'nowhere-to-record';
    await drift(bucket);
    await aws.dynamodb().send(new DeleteTableCommand({ TableName: stack.JournalTableName }));
    await aws.putEvent(configEvent(bucket));
    expect(await deadLetterOf(bucket)).toMatch(/ResourceNotFoundException/);
    expect(await writesOn(bucket)).toEqual([]);
  });
});
