import {
  ChangeMessageVisibilityCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import { describeError } from '../shared/aws/errors.ts';
import type { Settings } from '../shared/settings.ts';

/** Seconds until the next try of a message that was received `receives` times: doubling, up to a bound. */
export function nextDelaySeconds(retry: Settings['retry'], receives: number): number {
  const doubled = retry.firstDelaySeconds * 2 ** Math.max(0, receives - 1);
  return Math.min(doubled, retry.longestDelaySeconds);
}

/** Whether a message has been tried for as long as the settings allow. */
export function isOverdue(retry: Settings['retry'], record: SQSRecord, nowMs: number): boolean {
  return ageMsOf(record, nowMs) >= retry.giveUpAfterSeconds * 1000;
}

/** How long ago a message was sent, in ms. */
export function ageMsOf(record: SQSRecord, nowMs: number): number {
  return nowMs - Number(record.attributes.SentTimestamp);
}

/** As `isOverdue`, of messages that may wait long for their first try: counted from that. */
export function isTriedLongEnough(
  retry: Settings['retry'],
  record: SQSRecord,
  nowMs: number,
): boolean {
  const triedMs = nowMs - Number(record.attributes.ApproximateFirstReceiveTimestamp);
  return triedMs >= retry.giveUpAfterSeconds * 1000;
}

/** Leaves a failed message on the queue, out of sight until its next try. */
export async function tryLater(
  sqs: SQSClient,
  queueUrl: string,
  record: SQSRecord,
  delaySeconds: number,
): Promise<void> {
  await sqs.send(
    new ChangeMessageVisibilityCommand({
      QueueUrl: queueUrl,
      ReceiptHandle: record.receiptHandle,
      VisibilityTimeout: delaySeconds,
    }),
  );
}

/** Whole seconds from now until a time in ms since 1970; at least one. */
export function secondsUntil(timeMs: number): number {
  return Math.max(1, Math.ceil((timeMs - Date.now()) / 1000));
}

/** Hands a message to the dead-letter queue as it came, with its last error in the attributes. */
export async function deadLetter(
  sqs: SQSClient,
  deadLetterQueueUrl: string,
  record: SQSRecord,
  error: unknown,
): Promise<void> {
  const text = (value: string) => ({
    DataType: 'String',
    StringValue: value.slice(0, 1024) || '-',
  });
  await sqs.send(
    new SendMessageCommand({
      QueueUrl: deadLetterQueueUrl,
      MessageBody: record.body,
      MessageAttributes: {
        error: text(describeError(error)),
        receives: { DataType: 'Number', StringValue: String(receivesOf(record)) },
        firstSent: text(new Date(Number(record.attributes.SentTimestamp)).toISOString()),
        messageId: text(record.messageId),
      },
    }),
  );
}

/** How often a message was received, this time included. */
export function receivesOf(record: SQSRecord): number {
  return Number(record.attributes.ApproximateReceiveCount);
}
