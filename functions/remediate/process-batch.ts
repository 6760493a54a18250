import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { BucketGoneError, describeError } from '../../shared/aws/errors.ts';
import type { Cause } from '../../shared/core/cause.ts';
import { type Message, readMessage } from '../../shared/core/events/read-message.ts';
import type { Outcome } from '../../shared/core/report.ts';
import type { Bucket } from '../../shared/core/target.ts';
import {
  ageMsOf,
  deadLetter,
  isOverdue,
  nextDelaySeconds,
  receivesOf,
  secondsUntil,
  tryLater,
} from '../retry.ts';
import { handleBucket, LookIncompleteError, type Service } from './handle-bucket.ts';
import type { MessageEnd } from './telemetry.ts';

/** Messages of one batch that speak of one bucket: one look answers them all. */
interface Group {
  readonly bucket: Bucket;
  readonly causes: [Cause, ...Cause[]];
  outcome?: Promise<Outcome>;
}

/**
 * Handles one batch of queue messages. Each ends in exactly one outcome or is reported as failed,
 * which leaves it on the queue; none keeps another from being handled.
 */
export async function processBatch(
  service: Service,
  event: SQSEvent,
  context: Context,
): Promise<SQSBatchResponse> {
  const [, partition = 'aws', , , account = ''] = context.invokedFunctionArn.split(':');
  const own = { account, partition, roleArns: service.environment.OWN_ROLE_ARNS.split(' ') };
  const work = new Map(event.Records.map((record) => [record.messageId, read(record, own)]));
  const groups = groupByBucket([...work.values()]);
  // Whoever dies within this time leaves the bucket to the next look right after it.
  const leaseMs = context.getRemainingTimeInMillis();

  const handleRecord = async (record: SQSRecord): Promise<void> => {
    const startedMs = Date.now();
    const message = work.get(record.messageId) ?? read(record, own);
    const bucket = message.kind === 'look' ? message.bucket.name : undefined;
    const end = (outcome: MessageEnd['outcome'], reason?: string, ageSeconds?: number) =>
      service.telemetry.ended({
        messageId: record.messageId,
        outcome,
        bucket,
        reason,
        ageSeconds,
        durationMs: Date.now() - startedMs,
      });
    try {
      const { outcome, reason } = await handle(service, groups, message, record, leaseMs);
      end(outcome, reason);
    } catch (error) {
      if (isOverdue(service.settings.retry, record, Date.now())) {
        await deadLetter(
          service.clients.sqs,
          service.environment.DEAD_LETTER_QUEUE_URL,
          record,
          error,
        );
        end('dead-lettered', describeError(error));
        return;
      }
      const { comeBackMs, hasFailed = true } = error instanceof LookIncompleteError ? error : {};
      const ageSeconds = hasFailed ? Math.round(ageMsOf(record, Date.now()) / 1000) : undefined;
      end('retried', describeError(error), ageSeconds);
      await tryLater(
        service.clients.sqs,
        service.environment.EVENTS_QUEUE_URL,
        record,
        comeBackMs === undefined
          ? nextDelaySeconds(service.settings.retry, receivesOf(record))
          : secondsUntil(comeBackMs),
      );
      throw error;
    }
  };
  return processPartialResponse(event, handleRecord, new BatchProcessor(EventType.SQS), {
    context,
    // A batch that failed whole is still a list of failed messages, not a crashed function.
    throwOnFullBatchFailure: false,
  });
}

async function handle(
  service: Service,
  groups: ReadonlyMap<string, Group>,
  message: Message,
  record: SQSRecord,
  leaseMs: number,
): Promise<{ outcome: MessageEnd['outcome']; reason?: string }> {
  switch (message.kind) {
    case 'ignored':
      return { outcome: 'ignored', reason: message.reason };
    case 'malformed':
      await deadLetter(
        service.clients.sqs,
        service.environment.DEAD_LETTER_QUEUE_URL,
        record,
        message.error,
      );
      return { outcome: 'dead-lettered', reason: message.error };
    case 'look': {
      const group = groups.get(keyOf(message.bucket));
      if (group === undefined) throw new Error(`no group for bucket ${message.bucket.name}`);
      group.outcome ??= handleBucket(service, group.bucket, group.causes, leaseMs);
      try {
        return { outcome: await group.outcome };
      } catch (error) {
        if (error instanceof BucketGoneError) return { outcome: 'gone' };
        throw error;
      }
    }
  }
}

function read(record: SQSRecord, own: Parameters<typeof readMessage>[1]): Message {
  const arrivedAt = new Date(Number(record.attributes.SentTimestamp)).toISOString();
  return readMessage(record.body, own, arrivedAt);
}

function groupByBucket(work: readonly Message[]): Map<string, Group> {
  const groups = new Map<string, Group>();
  for (const message of work) {
    if (message.kind !== 'look') continue;
    const group = groups.get(keyOf(message.bucket));
    if (group === undefined) {
      groups.set(keyOf(message.bucket), { bucket: message.bucket, causes: [message.cause] });
    } else {
      group.causes.push(message.cause);
    }
  }
  return groups;
}

function keyOf(bucket: Bucket): string {
  return `${bucket.region}/${bucket.name}`;
}
