import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Check } from '../../shared/core/hearing/check.ts';
import { count } from '../shared/output/print.ts';

/** Where messages of one kind that were given up are kept. */
export interface DeadLetterQueue {
  readonly url: string;
  /** What the messages are about. */
  readonly of: string;
  /** URL of the queue that they came from, and can be moved back to. */
  readonly from: string;
  /** Heading in docs/runbook.md that says what to do. */
  readonly section: string;
}

/** Whether anything was given up. */
export async function checkDeadLetters(sqs: SQSClient, queue: DeadLetterQueue): Promise<Check[]> {
  const { messages, queueArn } = await countMessages(sqs, queue.url);
  return [deadLetterVerdict(messages, queueArn, queue)];
}

/** How many messages a queue holds, those that somebody has just received included. */
export async function countMessages(
  sqs: SQSClient,
  queueUrl: string,
): Promise<{ messages: number; queueArn: string }> {
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl: queueUrl,
      AttributeNames: [
        'ApproximateNumberOfMessages',
        'ApproximateNumberOfMessagesNotVisible',
        'QueueArn',
      ],
    }),
  );
  const messages =
    Number(Attributes?.['ApproximateNumberOfMessages'] ?? 0) +
    Number(Attributes?.['ApproximateNumberOfMessagesNotVisible'] ?? 0);
  return { messages, queueArn: Attributes?.['QueueArn'] ?? queueUrl };
}

/** @param queueArn of the queue that holds the messages. */
export function deadLetterVerdict(
  messages: number,
  queueArn: string,
  { of, from, section }: Omit<DeadLetterQueue, 'url'>,
): Check {
  if (messages === 0) return { state: 'good', text: `the dead-letter queue of ${of} is empty` };
  // Both are queues of one Region and account, so their ARNs differ in the name only.
  const fromArn = queueArn.replace(/[^:]*$/, from.slice(from.lastIndexOf('/') + 1));
  return {
    state: 'bad',
    text: `${count(messages, 'message')} in the dead-letter queue of ${of}`,
    advice: `each carries its error (docs/runbook.md, "${section}"); once that is mended, with a role of operators in the settings: aws sqs start-message-move-task --source-arn ${queueArn} --destination-arn ${fromArn}`,
  };
}
