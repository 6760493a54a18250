import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { SweepMessage } from '../../core/sweep/message.ts';

/** What SQS takes in one call. */
const BATCH = 10;

/**
 * Puts messages on the sweep queue, ten a call, and these one after the other.
 * @throws where SQS did not take all of them.
 */
export async function sendToSweepQueue(
  sqs: SQSClient,
  QueueUrl: string,
  messages: readonly SweepMessage[],
  delaySeconds = 0,
): Promise<void> {
  for (let start = 0; start < messages.length; start += BATCH) {
    const { Failed = [] } = await sqs.send(
      new SendMessageBatchCommand({
        QueueUrl,
        Entries: messages.slice(start, start + BATCH).map((message, index) => ({
          Id: String(index),
          MessageBody: JSON.stringify(message),
          DelaySeconds: delaySeconds,
        })),
      }),
    );
    const [failed] = Failed;
    if (failed) throw new Error(`SQS did not take a message: ${failed.Code} ${failed.Message}`);
  }
}
