import { DeleteMessageCommand, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Broken } from './check.ts';

/** What each dead letter of a queue says of itself: the id of the message that it was, and the error. */
export interface DeadLetter {
  readonly messageId: string;
  readonly error: string;
}

/** Takes all dead letters of a queue. */
export async function takeDeadLetters(sqs: SQSClient, QueueUrl: string): Promise<DeadLetter[]> {
  const found: DeadLetter[] = [];
  for (;;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: 10,
        MessageAttributeNames: ['All'],
        VisibilityTimeout: 300,
      }),
    );
    if (Messages.length === 0) return found;
    for (const { MessageAttributes = {}, ReceiptHandle } of Messages) {
      found.push({
        messageId: MessageAttributes['messageId']?.StringValue ?? '',
        error: MessageAttributes['error']?.StringValue ?? 'no error',
      });
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
  }
}

/** Dead letters that are none, and poisoned messages that are not among them. Pure. */
export function wrongDeadLetters(
  deadLetters: readonly DeadLetter[],
  poisoned: ReadonlySet<string>,
): Broken[] {
  const dead = new Set(deadLetters.map(({ messageId }) => messageId));
  const strangers = deadLetters.filter(({ messageId }) => !poisoned.has(messageId));
  const missing = [...poisoned].filter((id) => !dead.has(id));
  return [
    ...strangers.map(({ error }) => ({ bucket: 'all', what: `a dead letter: ${error}` })),
    ...missing.map((id) => ({
      bucket: 'all',
      what: `message ${id} is poisoned, and no dead letter`,
    })),
  ];
}
