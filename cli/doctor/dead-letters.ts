import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { count } from '../output/print.ts';
import type { Check } from './check.ts';

/** Whether anything was given up. */
export async function checkDeadLetters(sqs: SQSClient, queueUrl: string): Promise<Check[]> {
  const { messages, queueArn } = await countMessages(sqs, queueUrl);
  return [deadLetterVerdict(messages, queueArn)];
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

export function deadLetterVerdict(messages: number, queueArn: string): Check {
  if (messages === 0) return { state: 'good', text: 'the dead-letter queue is empty' };
  return {
    state: 'bad',
    text: `${count(messages, 'message')} in the dead-letter queue`,
    advice: `each carries its error; once that is mended: aws sqs start-message-move-task --source-arn ${queueArn} --destination-arn <arn of the events queue>`,
  };
}
