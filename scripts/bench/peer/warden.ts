import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { ConnectedAws } from '../../../local/start.ts';
import { takeNextTold } from '../../../local/take-told.ts';
import type { SweepSummary } from '../../../shared/core/sweep/summary.ts';

const SCHEMA = 'bucket-warden/sweep-summary';
const START = { kind: 'start', trigger: 'person', mode: 'by-settings' } as const;
const PATIENCE_MS = 600_000;

/** A sweep as whoever asked for it saw it. */
export interface AskedSweep {
  /** From asking for it to its summary on the alerts topic. */
  readonly seconds: number;
  readonly summary: SweepSummary;
}

/** Has Bucket Warden sweep the whole account, and waits for what it tells at the end. */
export async function runSweep(aws: ConnectedAws): Promise<AskedSweep> {
  const outputs: Readonly<Record<string, string>> = { ...aws.stack };
  const QueueUrl = outputs['SweepRequestsQueueUrl'];
  if (QueueUrl === undefined) throw new Error('the stack says nothing of a queue of requests');
  const startedMs = performance.now();
  await aws.sqs().send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(START) }));
  for (;;) {
    const summary = (await takeNextTold(aws.sqs(), aws.alertsQueueUrl, 10)).find(isSummary);
    const tookMs = performance.now() - startedMs;
    if (summary !== undefined) return { seconds: tookMs / 1000, summary };
    if (tookMs > PATIENCE_MS) throw new Error(`no summary came within ${PATIENCE_MS / 1000} s`);
  }
}

function isSummary(told: unknown): told is SweepSummary {
  const { schema, trigger } = told as { schema?: string; trigger?: string };
  // A sweep that the deployment began is not the one that was asked for.
  return schema === SCHEMA && trigger === START.trigger;
}
