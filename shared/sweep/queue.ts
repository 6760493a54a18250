import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import pMap from 'p-map';
import type { SweepMessage } from '../core/sweep/message.ts';

const AT_ONCE = 10;

/**
 * Puts messages on the sweep queue.
 * @throws where SQS did not take all of them.
 */
export async function sendToSweepQueue(
  sqs: SQSClient,
  QueueUrl: string,
  messages: readonly SweepMessage[],
  DelaySeconds = 0,
): Promise<void> {
  await pMap(
    messages,
    (message) => {
      const MessageBody = JSON.stringify(message);
      return sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, DelaySeconds }));
    },
    { concurrency: AT_ONCE },
  );
}
