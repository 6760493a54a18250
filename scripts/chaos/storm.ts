import { fileURLToPath } from 'node:url';
import { SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import type { Call } from '../../local/gateway/calls.ts';
import type { Fault } from '../../local/gateway/faults.ts';
import type { LocalAws } from '../../local/start.ts';

export const SETTINGS_FILE = fileURLToPath(new URL('warden.config.ts', import.meta.url));

/** Longer than the function lives, and much shorter than in production, where a message may wait. */
const VISIBILITY_SECONDS = 28;

const fail = (fault: Fault['fault'], rate: number, operations: readonly string[] = ['*']) =>
  operations.map((operation): Fault => ({ operation, caller: 'service', rate, fault }));

const WRITES = ['PutBucketEncryption', 'PutBucketPolicy', 'PutPublicAccessBlock'];

/**
 * Each is drawn for after the ones before, which makes 30 % together. Conflicts are what S3 answers to
 * writes. An answer is not lost where AWS has no way to ask again without doing it twice: publishing.
 */
const FAULTS: readonly Fault[] = [
  ...fail('lost', 0.05, [...WRITES, 'TransactWriteItems']),
  ...fail('409', 0.12, WRITES),
  ...fail('503', 0.12),
  ...fail('500', 0.1),
  ...fail('reset', 0.1),
  ...fail('timeout', 0.005),
];

/** Has the service's calls fail, and its events come late, twice and out of order. */
export async function beginStorm(aws: LocalAws): Promise<void> {
  await aws.sqs().send(
    new SetQueueAttributesCommand({
      QueueUrl: aws.stack?.EventsQueueUrl,
      Attributes: { VisibilityTimeout: String(VISIBILITY_SECONDS) },
    }),
  );
  await aws.setFaults([...FAULTS]);
  await aws.setEvents({ delayMs: 3_000, duplicate: 0.2, shuffle: true });
}

/** Good weather: what is on the way still comes. */
export async function endStorm(aws: LocalAws): Promise<void> {
  await aws.setFaults([]);
}

/** Whether the storm took the call: no answer, or one that S3 and the others give on bad days only. */
export function isFailed({ status }: Call): boolean {
  return status === 0 || status === 409 || status >= 500;
}
