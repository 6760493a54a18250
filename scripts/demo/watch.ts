import { setTimeout as sleep } from 'node:timers/promises';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import type { LocalAws } from '../../local/start.ts';

/** What the service did to one bucket, as far as it has come. */
export interface Deeds {
  /** Operations by which it changed the bucket, in their order. */
  writes: string[];
  /** When the last of them had succeeded, in milliseconds of `Date.now()`. */
  lastWriteMs: number;
  /** Whether it has looked at the bucket. */
  looked: boolean;
}

/** Watches the service's own calls from now on; ask for a bucket's by its name. */
export function watchService(aws: LocalAws): (bucket: string) => Deeds {
  const all = new Map<string, Deeds>();
  const deedsTo = (bucket: string) => {
    const deeds = all.get(bucket) ?? { writes: [], lastWriteMs: 0, looked: false };
    all.set(bucket, deeds);
    return deeds;
  };
  aws.happenings.on('call', ({ caller, bucket, operation, status }) => {
    if (caller !== 'service' || bucket === null || status >= 400) {
      // A bucket without a policy answers 404 to the look at it.
      if (caller === 'service' && bucket !== null && status === 404) deedsTo(bucket).looked = true;
      return;
    }
    const deeds = deedsTo(bucket);
    deeds.looked = true;
    if (operation.startsWith('Get')) return;
    deeds.writes.push(operation);
    deeds.lastWriteMs = Date.now();
  });
  return deedsTo;
}

/**
 * Waits until the service has nothing left to do: `isDone` holds and its queue is empty.
 * Calls `onTick` now and then. Gives up silently after `limitMs`: what is missing is found later.
 */
export async function untilIdle(
  aws: LocalAws,
  isDone: () => boolean,
  onTick: () => void,
  limitMs = 45_000,
): Promise<void> {
  const deadline = Date.now() + limitMs;
  while (Date.now() < deadline) {
    onTick();
    if (isDone() && (await waiting(aws)) === 0) return;
    await sleep(100);
  }
}

/** Messages on the events queue, whether delayed, ready or being worked on. */
async function waiting(aws: LocalAws): Promise<number> {
  const { Attributes = {} } = await aws.sqs().send(
    new GetQueueAttributesCommand({
      QueueUrl: aws.stack?.EventsQueueUrl,
      AttributeNames: [
        'ApproximateNumberOfMessages',
        'ApproximateNumberOfMessagesDelayed',
        'ApproximateNumberOfMessagesNotVisible',
      ],
    }),
  );
  return Object.values(Attributes).reduce((sum, count) => sum + Number(count), 0);
}
