import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { BucketGoneError, describeError } from '../../shared/aws/errors.ts';
import { heartbeatSource } from '../../shared/core/events/heartbeat.ts';
import { type Message, malformed, type Own } from '../../shared/core/events/message.ts';
import { sessionArnOf } from '../../shared/core/events/own-session.ts';
import { readMessage } from '../../shared/core/events/read-message.ts';
import type { Outcome } from '../../shared/core/report.ts';
import { isReceived } from '../received.ts';
import {
  deadLetter,
  isTriedLongEnough,
  nextDelaySeconds,
  receivesOf,
  secondsUntil,
  sentAt,
  triedMsOf,
  tryLater,
} from '../retry.ts';
import { BatchReconciles } from './batch-reconciles.ts';
import type { Environment } from './environment.ts';
import { ReconcileIncompleteError, type Service } from './handle-bucket.ts';
import { handleHeartbeat } from './handle-heartbeat.ts';
import { OutOfTimeError } from './reconcile-time.ts';
import type { MessageEnd } from './telemetry.ts';

/** How a message ended for good. */
interface End {
  readonly outcome: MessageEnd['outcome'];
  readonly reason?: string | undefined;
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
  const own = ownOf(service.environment, context);
  const work = new Map(event.Records.map((record) => [record, read(record, own)]));
  const tried = [...work].map(([record, message]) => ({ message, receives: receivesOf(record) }));
  const looks = new BatchReconciles(service, tried, () => context.getRemainingTimeInMillis());
  looks.start();

  const handleRecord = async (record: SQSRecord): Promise<void> => {
    const startedMs = Date.now();
    const message = work.get(record) ?? read(record, own);
    const bucket = 'bucket' in message ? message.bucket.name : undefined;
    const end = (ended: End & { readonly ageSeconds?: number | undefined }) =>
      service.telemetry.ended({
        messageId: record.messageId,
        bucket,
        durationMs: Date.now() - startedMs,
        ...ended,
      });
    try {
      end(await handle(service, own, looks, message, record, context));
    } catch (error) {
      const given = await giveUp(service, record, error, context);
      if (given !== undefined) return end(given);
      const ageSeconds = hasFailed(error)
        ? Math.round(triedMsOf(record, Date.now()) / 1000)
        : undefined;
      end({ outcome: 'retried', reason: describeError(error), ageSeconds });
      await comeBack(service, record, error, context);
      throw error;
    }
  };
  return processPartialResponse(event, handleRecord, new BatchProcessor(EventType.SQS), {
    context,
    // A batch that failed whole is still a list of failed messages, not a crashed function.
    throwOnFullBatchFailure: false,
  });
}

/** Who the service is: its account, and as whom its functions call. */
function ownOf(environment: Environment, { invokedFunctionArn }: Context): Own {
  const { ROLE_NAME: role, AWS_LAMBDA_FUNCTION_NAME: name, SWEEP_SESSION_ARN } = environment;
  const [, partition = 'aws', , , account = ''] = invokedFunctionArn.split(':');
  const sessionArn = sessionArnOf({ partition, account, role, function: name });
  const heartbeat = heartbeatSource(environment.HEARTBEAT_BUCKET, environment.HEARTBEAT_ROLE_ARN);
  return { account, partition, sessionArns: [sessionArn, SWEEP_SESSION_ARN], heartbeat };
}

async function handle(
  service: Service,
  own: Own,
  looks: BatchReconciles,
  message: Message,
  record: SQSRecord,
  context: Context,
): Promise<End> {
  switch (message.kind) {
    case 'ignored':
      return { outcome: 'ignored', reason: message.reason };
    case 'heartbeat':
      return handleHeartbeat(service, message.sentAt, Date.now());
    case 'malformed':
      return toDeadLetters(service, record, message.error, context);
    case 'reconcile':
      return { outcome: await orGone(looks.outcomeFor(message)) };
    case 'suspect-edit': {
      const tried = { receives: receivesOf(record), triedMs: triedMsOf(record, Date.now()) };
      return { outcome: await orGone(looks.confirm(own, message, tried)) };
    }
  }
}

async function orGone(outcome: Promise<Outcome>): Promise<Outcome> {
  try {
    return await outcome;
  } catch (error) {
    if (error instanceof BucketGoneError) return 'gone';
    throw error;
  }
}

/** Dead-letters a message that has failed for long enough; what waits on purpose has not failed. */
async function giveUp(
  service: Service,
  record: SQSRecord,
  error: unknown,
  context: Context,
): Promise<End | undefined> {
  if (!hasFailed(error) || !isTriedLongEnough(service.settings.retry, record, Date.now())) {
    return undefined;
  }
  try {
    return await toDeadLetters(service, record, error, context);
  } catch (refused) {
    service.telemetry.sideFailure('a message could not be dead-lettered', refused);
    return undefined;
  }
}

/** Leaves a message out of sight until its next try. */
async function comeBack(
  service: Service,
  record: SQSRecord,
  error: unknown,
  context: Context,
): Promise<void> {
  const comeBackMs = comeBackMsOf(error);
  const delaySeconds =
    comeBackMs === undefined
      ? nextDelaySeconds(service.settings.retry, receivesOf(record))
      : secondsUntil(comeBackMs);
  const { clients, environment } = service;
  try {
    await tryLater(clients.sqs, environment.EVENTS_QUEUE_URL, record, delaySeconds, context);
  } catch (refused) {
    // It comes back by itself once the queue's own time is over.
    service.telemetry.sideFailure('a message could not be given its time', refused);
  }
}

/** Dead-letters a message. One that SQS never gave was made up by whoever may invoke the function, and goes nowhere. */
async function toDeadLetters(
  { clients: { sqs }, environment, settings }: Service,
  record: SQSRecord,
  error: unknown,
  context: Context,
): Promise<End> {
  const { EVENTS_QUEUE_URL, DEAD_LETTER_QUEUE_URL } = environment;
  if (!(await isReceived(sqs, EVENTS_QUEUE_URL, record, settings, context))) {
    return { outcome: 'ignored', reason: 'SQS never gave it' };
  }
  await deadLetter(sqs, DEAD_LETTER_QUEUE_URL, record, error, context);
  return { outcome: 'dead-lettered', reason: describeError(error) };
}

function hasFailed(error: unknown): boolean {
  if (error instanceof OutOfTimeError) return error.hasBegun;
  return !(error instanceof ReconcileIncompleteError) || error.hasFailed;
}

/** When a message is to come back, in ms since 1970, where that is known: at once if it had no turn. */
function comeBackMsOf(error: unknown): number | undefined {
  if (error instanceof ReconcileIncompleteError) return error.comeBackMs;
  return error instanceof OutOfTimeError && !error.hasBegun ? Date.now() : undefined;
}

/** What a record asks for. Whatever is wrong with one of them is that one's own. */
function read(record: SQSRecord, own: Own): Message {
  try {
    return readMessage(record.body, own, sentAt(record));
  } catch (error) {
    return malformed(`it could not be read: ${describeError(error)}`);
  }
}
