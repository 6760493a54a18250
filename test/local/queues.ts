import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
} from '@aws-sdk/client-sqs';
import type { ConnectedAws } from '../../local/start.ts';

/** A queue to try policies and messages with. */
export interface TriedQueue {
  url: string;
  arn: string;
  /** Replaces the queue's policy. */
  allow(...statements: object[]): Promise<void>;
  /** Takes up to ten messages, waiting for the first of them so long. */
  take(waitSeconds?: number): Promise<Message[]>;
}

export async function makeQueue(
  aws: ConnectedAws,
  QueueName: string,
  attributes: Record<string, string> = {},
): Promise<TriedQueue> {
  const sqs = aws.sqs();
  const { QueueUrl = '' } = await sqs.send(
    new CreateQueueCommand({ QueueName, Attributes: attributes }),
  );
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
  );
  return {
    url: QueueUrl,
    arn: Attributes?.['QueueArn'] ?? '',
    async allow(...Statement) {
      const Policy = JSON.stringify({ Version: '2012-10-17', Statement });
      await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
    },
    async take(waitSeconds = 0) {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({
          QueueUrl,
          WaitTimeSeconds: waitSeconds,
          MaxNumberOfMessages: 10,
          MessageSystemAttributeNames: ['All'],
          MessageAttributeNames: ['All'],
        }),
      );
      for (const { ReceiptHandle } of Messages) {
        await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      }
      return Messages;
    },
  };
}
