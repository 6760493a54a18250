import { S3Client } from '@aws-sdk/client-s3';
import { ChangeMessageVisibilityCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Context, SQSRecord } from 'aws-lambda';
import { expect, test } from 'vitest';
import { processMessages } from '../../functions/sweep/process-messages.ts';
import settings from '../../warden.config.ts';
import { chunkServices } from '../aws/chunk-services.ts';

const HOUR_MS = 3_600_000;
const GIVE_UP_MS = settings.retry.giveUpAfterSeconds * 1000;
const QUEUES = { sweepQueueUrl: 'sweep', deadLetterQueueUrl: 'dead' };
const context = { getRemainingTimeInMillis: () => 60_000 } as Context;

/** Processes one message whose step fails. */
async function fail(
  attributes: { sentMs: number; firstReceivedMs: number; receives: number },
  body = '{"kind":"list","sweep":"unknown"}',
) {
  const { services } = chunkServices(new S3Client({}));
  const sent: unknown[] = [];
  const sqs = new SQSClient({ region: 'eu-central-1' });
  sqs.send = async (command: unknown) => void sent.push(command);
  const record = {
    messageId: 'm-1',
    receiptHandle: 'handle',
    body,
    attributes: {
      SentTimestamp: String(Date.now() - attributes.sentMs),
      ApproximateFirstReceiveTimestamp: String(Date.now() - attributes.firstReceivedMs),
      ApproximateReceiveCount: String(attributes.receives),
    },
  } as SQSRecord;
  const unknown = { ...services, store: { ...services.store, find: async () => undefined } };
  const response = await processMessages(
    unknown,
    { sqs, ...QUEUES },
    { Records: [record] },
    context,
  );
  return { response, sent };
}

test('a step that fails is tried later: its message stays on the queue, out of sight for a while', async () => {
  const { response, sent } = await fail({ sentMs: 1_000, firstReceivedMs: 1_000, receives: 2 });
  expect(response.batchItemFailures).toEqual([{ itemIdentifier: 'm-1' }]);
  expect(sent).toEqual([expect.any(ChangeMessageVisibilityCommand)]);
  expect((sent[0] as ChangeMessageVisibilityCommand).input).toEqual({
    QueueUrl: 'sweep',
    ReceiptHandle: 'handle',
    VisibilityTimeout: 2 * settings.retry.firstDelaySeconds,
  });
});

test('a step that has failed for long enough is dead-lettered with its error', async () => {
  const age = { sentMs: GIVE_UP_MS, firstReceivedMs: GIVE_UP_MS, receives: 9 };
  const { response, sent } = await fail(age);
  expect(response.batchItemFailures).toEqual([]);
  expect(sent).toEqual([expect.any(SendMessageCommand)]);
  const { QueueUrl, MessageAttributes } = (sent[0] as SendMessageCommand).input;
  expect(QueueUrl).toBe('dead');
  expect(MessageAttributes?.['error']?.StringValue).toBe('Error: there is no sweep unknown');
});

test('a message that had to wait for its first try is not given up at that', async () => {
  const { response, sent } = await fail({
    sentMs: GIVE_UP_MS + HOUR_MS,
    firstReceivedMs: 1_000,
    receives: 1,
  });
  expect(response.batchItemFailures).toHaveLength(1);
  expect(sent).toEqual([expect.any(ChangeMessageVisibilityCommand)]);
});

test('what is no step of a sweep is dead-lettered at once', async () => {
  const { response, sent } = await fail({ sentMs: 0, firstReceivedMs: 0, receives: 1 }, '{}');
  expect(response.batchItemFailures).toEqual([]);
  expect(sent).toEqual([expect.any(SendMessageCommand)]);
});
