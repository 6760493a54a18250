import { setTimeout as sleep } from 'node:timers/promises';
import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';

const QUIET_MS = 4_000;
const INTERVAL_MS = 500;

/** How many messages a queue has, wherever they are: to be had, taken, or not yet due. */
export async function messagesIn(sqs: SQSClient, QueueUrl: string): Promise<number> {
  const names = ['', 'NotVisible', 'Delayed'] as const;
  const AttributeNames = names.map((name) => `ApproximateNumberOfMessages${name}` as const);
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames }),
  );
  return AttributeNames.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0);
}

/** Waits until a queue has no more messages than `few`, or the time is over. */
export async function downTo(
  few: number,
  sqs: SQSClient,
  queueUrl: string,
  timeoutMs: number,
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (Date.now() < deadline && (await messagesIn(sqs, queueUrl)) > few) await sleep(INTERVAL_MS);
}

/**
 * Waits until a queue has been empty for as long as an event may be on its way.
 * @throws where messages are left when the time is over.
 */
export async function drained(sqs: SQSClient, queueUrl: string, timeoutMs: number): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  let emptySince: number | undefined;
  while (emptySince === undefined || Date.now() - emptySince < QUIET_MS) {
    const left = await messagesIn(sqs, queueUrl);
    if (left > 0) emptySince = undefined;
    else emptySince ??= Date.now();
    if (Date.now() > deadline) throw new Error(`${left} messages are still on the events queue`);
    await sleep(INTERVAL_MS);
  }
}
