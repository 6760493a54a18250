import type { LocalAws } from '../../local/start.ts';
import { takeTold } from '../../local/take-told.ts';

/** What the demo reads of an alert's JSON, the topic's `default` body. */
export interface ToldAlert {
  bucket: { name: string };
  controls: { id: string; status: string; obstacle?: { kind: string } }[];
  triggers: { kind: string; ruleName?: string }[];
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
  const sqs = aws.sqs();
  const [alerts, chats] = await Promise.all([
    takeTold<ToldAlert>(sqs, aws.alertsQueueUrl),
    aws.chatQueueUrl === undefined ? [] : takeTold<ToldChat>(sqs, aws.chatQueueUrl),
  ]);
  return { alerts, chats };
}
