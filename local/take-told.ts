import {
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';

/**
 * Takes what is next in a queue that is subscribed to a topic, ten messages at most, each without the envelope that SNS
 * puts around it.
 * @param waitSeconds for how long an empty queue is watched
 */
export async function takeNextTold<Told>(
  sqs: SQSClient,
  QueueUrl: string | undefined,
  waitSeconds = 0,
): Promise<Told[]> {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: waitSeconds }),
  );
  if (Messages.length === 0) return [];
  const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: `${index}`, ReceiptHandle }));
  await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
  return Messages.map(({ Body = '' }) => JSON.parse(JSON.parse(Body).Message));
}

/** Takes everything that is in such a queue. */
export async function takeTold<Told>(
  sqs: SQSClient,
  QueueUrl: string | undefined,
): Promise<Told[]> {
  const told: Told[] = [];
  for (;;) {
    const next = await takeNextTold<Told>(sqs, QueueUrl);
    if (next.length === 0) return told;
    told.push(...next);
  }
}
