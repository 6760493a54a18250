import {
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { LocalAws } from './start.ts';
import { subscribeQueue } from './subscribe.ts';

/** What SNS says of a published alert. */
export interface PublishedAlert {
  Subject?: string;
  Message: string;
}

/**
 * Calls `listener` with each alert as it is published, until `signal` aborts. It has a queue of
 * its own and reads it past the gateway, so that nobody misses an alert or sees calls for it.
 */
export async function followAlerts(
  aws: LocalAws,
  listener: (alert: PublishedAlert) => void,
  signal: AbortSignal,
): Promise<void> {
  if (!aws.stack) return;
  const QueueUrl = await subscribeQueue(aws, aws.stack.AlertsTopicArn, 'local-follow');
  const { emulatorEndpoint: endpoint, credentials, region } = aws;
  const sqs = new SQSClient({ endpoint, credentials, region, useQueueUrlAsEndpoint: false });
  const next = new ReceiveMessageCommand({
    QueueUrl,
    WaitTimeSeconds: 20,
    MaxNumberOfMessages: 10,
  });
  try {
    while (!signal.aborted) {
      const { Messages = [] } = await sqs.send(next, { abortSignal: signal });
      for (const message of Messages) listener(JSON.parse(message.Body ?? '') as PublishedAlert);
      if (Messages.length > 0) await sqs.send(removalOf(QueueUrl, Messages));
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    sqs.destroy();
  }
}

function removalOf(QueueUrl: string, messages: Message[]): DeleteMessageBatchCommand {
  const Entries = messages.map(({ ReceiptHandle }, i) => ({ Id: String(i), ReceiptHandle }));
  return new DeleteMessageBatchCommand({ QueueUrl, Entries });
}
