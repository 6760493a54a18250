import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { describeError } from '../../shared/aws/errors.ts';
import { sweepChunk } from '../../shared/aws/sweep/chunk.ts';
import { finishSweep } from '../../shared/aws/sweep/finish.ts';
import { listAndHandOut } from '../../shared/aws/sweep/list.ts';
import type { Deadline, SweepServices } from '../../shared/aws/sweep/services.ts';
import { startSweep } from '../../shared/aws/sweep/start.ts';
import {
  MalformedSweepMessageError,
  readSweepMessage,
  type SweepMessage,
} from '../../shared/core/sweep/message.ts';
import { deadLetter, isTriedLongEnough, nextDelaySeconds, receivesOf, tryLater } from '../retry.ts';

/** The queues that messages come from and go to. */
export interface Queues {
  readonly sqs: SQSClient;
  readonly sweepQueueUrl: string;
  readonly deadLetterQueueUrl: string;
}

/** Handles messages of the sweep queue; one that fails stays there and is tried later. */
export async function processMessages(
  services: SweepServices,
  queues: Queues,
  event: SQSEvent,
  context: Context,
): Promise<SQSBatchResponse> {
  const deadline = { remainingMs: () => context.getRemainingTimeInMillis() };
  const handleRecord = async (record: SQSRecord): Promise<void> => {
    try {
      await takeStep(services, readSweepMessage(record.body), deadline, record.messageId);
    } catch (error) {
      const { retry } = services.settings;
      const details = { messageId: record.messageId, reason: describeError(error) };
      if (
        error instanceof MalformedSweepMessageError ||
        isTriedLongEnough(retry, record, Date.now())
      ) {
        await deadLetter(queues.sqs, queues.deadLetterQueueUrl, record, error, context);
        services.telemetry.step('a message of the sweep was dead-lettered', details);
        return;
      }
      services.telemetry.step('a message of the sweep is tried later', details);
      const delay = nextDelaySeconds(retry, receivesOf(record));
      await tryLater(queues.sqs, queues.sweepQueueUrl, record, delay, context);
      throw error;
    }
  };
  return processPartialResponse(event, handleRecord, new BatchProcessor(EventType.SQS), {
    context,
    throwOnFullBatchFailure: false,
  });
}

/** Takes the step that a message asks for. */
export async function takeStep(
  services: SweepServices,
  message: SweepMessage,
  deadline: Deadline,
  messageId: string,
): Promise<void> {
  switch (message.kind) {
    case 'start':
      await startSweep(services, message, deadline, messageId);
      return;
    case 'list':
      return listAndHandOut(services, message.sweep, deadline);
    case 'chunk':
      return sweepChunk(services, message, deadline);
    case 'finish':
      return finishSweep(services, message.sweep, deadline);
  }
}
