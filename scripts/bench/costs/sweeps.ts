import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { ConnectedAws } from '../../../local/start.ts';
import { newLines } from './log-lines.ts';

/** A whole sweep: what its function logged, and how often it made each call. */
export interface SweepSeen {
  readonly lines: readonly string[];
  readonly calls: Readonly<Record<string, number>>;
}

/** Has the account swept, and waits until the sweep is told. */
export async function haveSwept(aws: ConnectedAws): Promise<SweepSeen> {
  const readNew = await newLines(aws, aws.stack?.SweepFunctionName);
  await aws.clearCalls();
  await aws.sqs().send(
    new SendMessageCommand({
      QueueUrl: aws.stack?.SweepRequestsQueueUrl,
      MessageBody: JSON.stringify({ kind: 'start', trigger: 'person' }),
    }),
  );
  const lines = await readNew('"a sweep ended"');
  const calls: Record<string, number> = {};
  for (const { caller, service, operation } of await aws.calls()) {
    if (caller !== 'service') continue;
    const name = `${service} ${operation}`;
    calls[name] = (calls[name] ?? 0) + 1;
  }
  return { lines, calls };
}
