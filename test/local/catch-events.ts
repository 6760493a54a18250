import { PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
} from '@aws-sdk/client-sqs';
import type { ConnectedAws } from '../../local/start.ts';

/** An event as the bus delivers it to a rule's target. */
export interface DeliveredEvent {
  id: string;
  source: string;
  account: string;
  region: string;
  'detail-type': string;
  // biome-ignore lint/suspicious/noExplicitAny: events have whatever shape their source gives them.
  detail: any;
}

/** Events that a rule of the default bus matched. */
export interface CaughtEvents {
  /** Waits until `count` events came, or some time went by, and takes all that are there. */
  take(count: number, withinMs?: number): Promise<DeliveredEvent[]>;
}

/** Sets up a rule and a queue behind it, to see what the bus really delivers. */
export async function catchEvents(
  aws: ConnectedAws,
  name: string,
  pattern: object,
): Promise<CaughtEvents> {
  const [sqs, events] = [aws.sqs(), aws.events()];
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Resource: '*',
    },
  });
  const { QueueUrl } = await sqs.send(
    new CreateQueueCommand({ QueueName: name, Attributes: { Policy } }),
  );
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
  );
  await events.send(new PutRuleCommand({ Name: name, EventPattern: JSON.stringify(pattern) }));
  const Targets = [{ Id: 'queue', Arn: Attributes?.['QueueArn'] }];
  await events.send(new PutTargetsCommand({ Rule: name, Targets }));
  return {
    async take(count, withinMs = 3000) {
      const taken: DeliveredEvent[] = [];
      const deadline = Date.now() + withinMs;
      while (taken.length < count && Date.now() < deadline) {
        const { Messages = [] } = await sqs.send(
          new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 1, MaxNumberOfMessages: 10 }),
        );
        for (const { Body = '', ReceiptHandle } of Messages) {
          taken.push(JSON.parse(Body) as DeliveredEvent);
          await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
        }
      }
      return taken;
    },
  };
}
