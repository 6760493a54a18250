import { DeleteMessageBatchCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import type { LocalAws } from '../../test/local-aws/start.ts';

/** What the demo reads of an alert's JSON, the topic's `default` body. */
export interface ToldAlert {
  bucket: { name: string };
  controls: { id: string; status: string; obstacle?: { kind: string } }[];
  causes: { kind: string; ruleName?: string }[];
}

/** What the demo reads of Amazon Q Developer's custom notification, the chat topic's message. */
export interface ToldChat {
  content: { title: string; description: string; nextSteps: string[]; keywords: string[] };
  metadata: { additionalContext: { bucket: string } };
}

/** All that has been told: read from the queues that are subscribed to the two topics. */
export async function whatWasTold(
  aws: LocalAws,
): Promise<{ alerts: ToldAlert[]; chats: ToldChat[] }> {
  const [alerts, chats] = await Promise.all([
    drain(aws, aws.alertsQueueUrl),
    drain(aws, aws.chatQueueUrl),
  ]);
  return { alerts: alerts as ToldAlert[], chats: chats as ToldChat[] };
}

/** Every message of a queue, without the envelope that SNS puts around it. */
async function drain(aws: LocalAws, QueueUrl: string | undefined): Promise<unknown[]> {
  if (QueueUrl === undefined) return [];
  const sqs = aws.sqs();
  const found: unknown[] = [];
  for (;;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
    );
    if (Messages.length === 0) return found;
    found.push(...Messages.map(({ Body = '' }) => JSON.parse(JSON.parse(Body).Message)));
    const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: `${index}`, ReceiptHandle }));
    await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
  }
}
