import { SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import type { Clients } from './clients.ts';

/**
 * Makes a queue that gets what is published to a topic, with the envelope that SNS puts around
 * it. Returns the queue's URL, which leads to the gateway.
 * @param filterPolicy of the subscription, as JSON: without it, everything is sent
 */
export async function subscribeQueue(
  clients: Clients,
  topicArn: string,
  queueName: string,
  filterPolicy?: string,
): Promise<string> {
  const sqs = clients.sqs();
  const { QueueUrl } = await sqs.send(
    new CreateQueueCommand({
      QueueName: queueName,
      Attributes: { Policy: JSON.stringify(letTopicSend(topicArn)) },
    }),
  );
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
  );
  await clients.sns().send(
    new SubscribeCommand({
      TopicArn: topicArn,
      Protocol: 'sqs',
      Endpoint: Attributes?.QueueArn,
      ...(filterPolicy && { Attributes: { FilterPolicy: filterPolicy } }),
    }),
  );
  return String(QueueUrl);
}

function letTopicSend(topicArn: string) {
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'sns.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: '*',
        Condition: { ArnEquals: { 'aws:SourceArn': topicArn } },
      },
    ],
  };
}
