import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { CreateBucketCommand, GetBucketVersioningCommand } from '@aws-sdk/client-s3';
import { GetSubscriptionAttributesCommand, ListSubscriptionsCommand } from '@aws-sdk/client-sns';
import {
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { BusEvent } from '../../local/gateway/bus.ts';
import { connectLocalAws, type LocalAws, startLocalAws } from '../../local/start.ts';

let aws: LocalAws;
let neighbour: LocalAws;
const app = { folder: fileURLToPath(new URL('probe-app', import.meta.url)), stack: 'Probe' };

beforeAll(async () => {
  [aws, neighbour] = await Promise.all([startLocalAws({ app }), startLocalAws({ deploy: false })]);
});
afterAll(() => Promise.all([aws?.stop(), neighbour?.stop()]));

test('a call is answered by the function, in the name of its own role', async () => {
  const events: BusEvent[] = [];
  aws.happenings.on('event', (event) => events.push(event));
  await aws.s3().send(new CreateBucketCommand({ Bucket: 'bucket-one' }));
  const received = await aws
    .sqs()
    .send(new ReceiveMessageCommand({ QueueUrl: aws.alertsQueueUrl, WaitTimeSeconds: 10 }));
  const { Subject, Message } = JSON.parse(received.Messages?.[0]?.Body ?? '{}');
  expect(Subject).toBe('bucket-one is versioned');
  expect(JSON.parse(Message)).toEqual({ bucket: 'bucket-one' });
  // The call is answered before its event is put, so the alert may come first.
  await expect.poll(() => events.length).toBeGreaterThan(1);
  const [, fix] = events;
  expect(fix?.detail).toMatchObject({
    eventName: 'PutBucketVersioning',
    userAgent: expect.stringContaining('bucket-warden/probe'),
    userIdentity: {
      type: 'AssumedRole',
      arn: expect.stringMatching(/^arn:aws:sts::000000000000:assumed-role\/Probe-/),
      sessionContext: { sessionIssuer: { type: 'Role', arn: aws.stack?.RoleArn } },
    },
  });
  const calls = (await aws.calls()).filter(({ caller }) => caller === 'service');
  expect(calls.map(({ operation }) => operation)).toEqual(['PutBucketVersioning', 'Publish']);
});

test("the function's lines can be read, without the platform's and the runtime's", async () => {
  await expect
    .poll(() => aws.logs())
    .toEqual([JSON.stringify({ message: 'versioning', bucket: 'bucket-one' })]);
});

test('what the function cannot handle ends in the dead-letter queue, by way of the gateway', async () => {
  const sqs = aws.sqs();
  const { EventsQueueUrl, DeadLetterQueueUrl } = aws.stack ?? {};
  expect(EventsQueueUrl?.startsWith(`${aws.endpoint}/`)).toBe(true);
  await sqs.send(new SendMessageCommand({ QueueUrl: EventsQueueUrl, MessageBody: 'no event' }));
  const dead = new ReceiveMessageCommand({ QueueUrl: DeadLetterQueueUrl, WaitTimeSeconds: 10 });
  const { Messages } = await sqs.send(dead);
  expect(Messages?.[0]?.Body).toBe('no event');
});

test('the alerts queue gets the envelope of SNS, not the bare message', async () => {
  const sns = aws.sns();
  const { Subscriptions = [] } = await sns.send(new ListSubscriptionsCommand({}));
  const ours = Subscriptions.find(({ Endpoint }) => Endpoint?.endsWith(':local-alerts'));
  const { Attributes } = await sns.send(
    new GetSubscriptionAttributesCommand({ SubscriptionArn: ours?.SubscriptionArn }),
  );
  expect(Attributes?.['RawMessageDelivery'] ?? 'false').toBe('false');
});

test('two run side by side and know nothing of each other', async () => {
  expect(neighbour.endpoint).not.toBe(aws.endpoint);
  const Bucket = 'bucket-one';
  await neighbour.s3().send(new CreateBucketCommand({ Bucket }));
  await sleep(300);
  const versioning = new GetBucketVersioningCommand({ Bucket });
  expect((await neighbour.s3().send(versioning)).Status).toBeUndefined();
  expect((await aws.s3().send(versioning)).Status).toBe('Enabled');
});

test('another process connects with the details alone', async () => {
  const connected = connectLocalAws(JSON.parse(JSON.stringify(aws.details)));
  await connected.clearCalls();
  const QueueUrl = connected.alertsQueueUrl;
  await connected.sqs(undefined, { plain: true }).send(new GetQueueAttributesCommand({ QueueUrl }));
  expect(await aws.calls()).toMatchObject([{ operation: 'GetQueueAttributes', status: 200 }]);
});
