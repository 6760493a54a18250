import {
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { Alert } from '../../shared/core/alert/schema.ts';

/** Every alert in a queue that is subscribed to the alerts topic; they are taken off it. */
export async function takeAlerts(sqs: SQSClient, QueueUrl: string): Promise<Alert[]> {
  const alerts: Alert[] = [];
  for (;;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
    );
    if (Messages.length === 0) return alerts;
    alerts.push(...Messages.map(({ Body = '{}' }) => JSON.parse(JSON.parse(Body).Message)));
    await sqs.send(
      new DeleteMessageBatchCommand({
        QueueUrl,
        Entries: Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle })),
      }),
    );
  }
}
