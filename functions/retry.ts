import {
  ChangeMessageVisibilityCommand,
  type MessageAttributeValue,
  SendMessageCommand,
  type SQSClient,
  SQSServiceException,
} from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import { describeError } from '../shared/aws/errors.ts';
import { waitAfter } from '../shared/core/back-off.ts';
import { printable } from '../shared/core/printable.ts';
import type { Settings } from '../shared/settings.ts';

/** Kept of a function's last seconds, so that a queue that does not answer hides nothing of the other messages. */
const KEPT_MS = 1_000;

/** How long a function has still to live. */
export type Life = { getRemainingTimeInMillis(): number };

/** Seconds until the next try of a message that was received `receives` times: doubling, up to a bound. */
export function nextDelaySeconds(retry: Settings['retry'], receives: number): number {
  return waitAfter(
    { first: retry.firstDelaySeconds, longest: retry.longestDelaySeconds },
    receives,
  );
}

/** How long ago a message was tried for the first time, in ms: what waited behind others before that counts for nothing. */
export function triedMsOf({ attributes }: SQSRecord, nowMs: number): number {
  return nowMs - timeOf(attributes?.ApproximateFirstReceiveTimestamp, nowMs);
}

/** Whether a message has been tried for as long as the settings allow. */
export function isTriedLongEnough(
  retry: Settings['retry'],
  record: SQSRecord,
  nowMs: number,
): boolean {
  return triedMsOf(record, nowMs) >= retry.giveUpAfterSeconds * 1000;
}

/** When the queue took a message, as ISO 8601 in UTC. */
export function sentAt({ attributes }: SQSRecord): string {
  return new Date(timeOf(attributes?.SentTimestamp, Date.now())).toISOString();
}

/** A time in ms since 1970, as SQS writes it; the other one where it is none, as whoever invokes the function may send. */
function timeOf(text: string | undefined, otherwiseMs: number): number {
  const timeMs = Number(text ?? Number.NaN);
  return Number.isNaN(new Date(timeMs).getTime()) ? otherwiseMs : timeMs;
}

/** Leaves a failed message on the queue, out of sight until its next try. */
export async function tryLater(
  sqs: SQSClient,
  queueUrl: string,
  record: SQSRecord,
  delaySeconds: number,
  life: Life,
): Promise<void> {
  await sqs.send(
    new ChangeMessageVisibilityCommand({
      QueueUrl: queueUrl,
      ReceiptHandle: record.receiptHandle,
      VisibilityTimeout: delaySeconds,
    }),
    { abortSignal: endOf(life) },
  );
}

/** Whole seconds from now until a time in ms since 1970; at least one. */
export function secondsUntil(timeMs: number): number {
  return Math.max(1, Math.ceil((timeMs - Date.now()) / 1000));
}

/**
 * Hands a message to the dead-letter queue as it came, with its last error in the attributes; without them where
 * the queue refuses it so, as a message that has all of the size that SQS takes leaves no room for them.
 */
export async function deadLetter(
  sqs: SQSClient,
  deadLetterQueueUrl: string,
  record: SQSRecord,
  error: unknown,
  life: Life,
): Promise<void> {
  const message = { QueueUrl: deadLetterQueueUrl, MessageBody: record.body };
  const send = (MessageAttributes?: Record<string, MessageAttributeValue>) =>
    sqs.send(new SendMessageCommand({ ...message, MessageAttributes }), {
      abortSignal: endOf(life),
    });
  try {
    await send(attributesOf(record, error));
  } catch (refused) {
    if (!(refused instanceof SQSServiceException) || refused.$fault !== 'client') throw refused;
    await send();
  }
}

function attributesOf(record: SQSRecord, error: unknown): Record<string, MessageAttributeValue> {
  const text = (value: string) => ({
    DataType: 'String',
    // SQS refuses most control characters, and whoever reads dead letters on a terminal is not to meet any.
    StringValue: printable(value).slice(0, 1024).toWellFormed() || '-',
  });
  return {
    error: text(describeError(error)),
    receives: { DataType: 'Number', StringValue: String(receivesOf(record)) },
    firstSent: text(sentAt(record)),
    messageId: text(record.messageId),
  };
}

/** How often a message was received, this time included. */
export function receivesOf({ attributes }: SQSRecord): number {
  return Number(attributes?.ApproximateReceiveCount) || 1;
}

function endOf(life: Life): AbortSignal {
  return AbortSignal.timeout(Math.max(KEPT_MS, life.getRemainingTimeInMillis() - KEPT_MS));
}
