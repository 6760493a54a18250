import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { describeError } from '../../shared/aws/errors.ts';
import {
  MalformedSweepMessageError,
  readSweepMessage,
  type SweepMessage,
} from '../../shared/core/sweep/message.ts';
import { askerOf, requireRightWay, type SweepWay } from '../../shared/core/sweep/way.ts';
import { sweepChunk } from '../../shared/sweep/chunk.ts';
import { finishSweep } from '../../shared/sweep/finish.ts';
import { listAndHandOut } from '../../shared/sweep/list.ts';
import type { Deadline, SweepServices } from '../../shared/sweep/services.ts';
import { type StartOrigin, startSweep } from '../../shared/sweep/start.ts';
import { isReceived } from '../received.ts';
import { deadLetter, isTriedLongEnough, nextDelaySeconds, receivesOf, tryLater } from '../retry.ts';

/** The queues that messages come from and go to. */
export interface Queues {
  readonly sqs: SQSClient;
  readonly urls: Readonly<Record<SweepWay, string>>;
  readonly deadLetterQueueUrl: string;
}

/** Handles messages of the sweep's queues; one that fails stays there and is tried later. */
export async function processMessages(
  services: SweepServices,
  queues: Queues,
  event: SQSEvent,
  context: Context,
): Promise<SQSBatchResponse> {
  const deadline = { remainingMs: () => context.getRemainingTimeInMillis() };
  const handleRecord = async (record: SQSRecord): Promise<void> => {
    const way = wayOf(queues, record);
    const details = { messageId: record.messageId, sender: record.attributes?.SenderId };
    const leaveOut = (reason: string) =>
      services.telemetry.step('a message was left out', { ...details, reason });
    if (way === undefined) return leaveOut('it is of none of the queues of the sweep');
    const url = queues.urls[way];
    const received = () => isReceived(queues.sqs, url, record, services.settings, context);
    try {
      const message = readSweepMessage(record.body);
      requireRightWay(message, way);
      if (message.kind === 'start' && !(await received())) return leaveOut('SQS never gave it');
      const askedBy = way === 'requests' ? askerOf(record.attributes.SenderId) : undefined;
      await takeStep(services, message, deadline, { messageId: record.messageId, askedBy });
    } catch (error) {
      const { retry } = services.settings;
      const reason = describeError(error);
      const isHopeless = error instanceof MalformedSweepMessageError;
      // Anybody of the account may send a request: none gets to the queue whose messages are moved back.
      if (isHopeless && way === 'requests') return leaveOut(reason);
      if (isHopeless || (way === 'work' && isTriedLongEnough(retry, record, Date.now()))) {
        if (!(await received())) return leaveOut(`${reason}; SQS never gave it`);
        await deadLetter(queues.sqs, queues.deadLetterQueueUrl, record, error, context);
        services.telemetry.step('a message of the sweep was dead-lettered', { ...details, reason });
        return;
      }
      services.telemetry.step('a message of the sweep is tried later', { ...details, reason });
      const delay = nextDelaySeconds(retry, receivesOf(record));
      await tryLater(queues.sqs, url, record, delay, context);
      throw error;
    }
  };
  return processPartialResponse(event, handleRecord, new BatchProcessor(EventType.SQS), {
    context,
    throwOnFullBatchFailure: false,
  });
}

/** By which queue a record says that it came; undefined where that is none of them. */
function wayOf({ urls }: Queues, record: SQSRecord): SweepWay | undefined {
  const name = String(record.eventSourceARN).split(':').at(-1);
  const isNamed = (url: string) => url.slice(url.lastIndexOf('/') + 1) === name;
  if (isNamed(urls.requests)) return 'requests';
  return isNamed(urls.work) ? 'work' : undefined;
}

/** Takes the step that a message asks for. @param origin what AWS says of the message. */
export async function takeStep(
  services: SweepServices,
  message: SweepMessage,
  deadline: Deadline,
  origin: StartOrigin,
): Promise<void> {
  switch (message.kind) {
    case 'start':
      await startSweep(services, message, deadline, origin);
      return;
    case 'list':
      return listAndHandOut(services, message.sweep, deadline);
    case 'chunk':
      return sweepChunk(services, message, deadline);
    case 'finish':
      return finishSweep(services, message.sweep, deadline);
  }
}
