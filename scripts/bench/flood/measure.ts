import { setTimeout as sleep } from 'node:timers/promises';
import {
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import {
  CreateBucketCommand,
  DeletePublicAccessBlockCommand,
  GetPublicAccessBlockCommand,
  PutBucketPolicyCommand,
  PutPublicAccessBlockCommand,
} from '@aws-sdk/client-s3';
import pMap from 'p-map';
import type { LocalAws } from '../../../local/start.ts';
import { tlsOnlyStatement } from '../../../shared/core/policy/canonical.ts';
import { messagesIn } from '../../chaos/drain.ts';

const AT_ONCE = 20;
const INTERVAL_MS = 100;
const TIMEOUT_MS = 900_000;
const LEFT_PART = 0.01;

/** What became of one event behind a flood. */
export interface Measured {
  /** Messages on the queue when the last event had been put on it. */
  readonly waiting: number;
  /** From the call that opened one bucket, behind all of the flood, to its repair. */
  readonly oneMs: number;
  /** From the same moment to when 99 % of the events were done: a look that failed is tried again much later. */
  readonly allMs: number;
  /** Looks that were taken at the flood's buckets. */
  readonly looks: number;
}

/**
 * Fills the queue with events about a few buckets while nobody takes them, opens one more bucket behind them all,
 * and then lets the function begin.
 */
export async function measure(
  aws: LocalAws,
  { events, buckets }: { readonly events: number; readonly buckets: number },
  onProgress: (line: string) => void,
): Promise<Measured> {
  const names = Array.from({ length: buckets }, (_, index) => `flood-${index}`);
  const one = 'flood-another';
  await aws.setEvents({ deliver: false });
  await pMap([...names, one], (name) => makeCompliant(aws, name), { concurrency: AT_ONCE });
  await aws.setEvents({ deliver: true });
  await takeMessages(aws, false);
  onProgress(`putting ${events} events on the bus`);
  const turns = Array.from({ length: events }, (_, index) => names[index % buckets] ?? '');
  await pMap(turns, (name) => aws.putEvent(findingOn(aws, name)), { concurrency: AT_ONCE });
  const queueUrl = aws.stack?.EventsQueueUrl ?? '';
  const startMs = performance.now();
  await aws.s3().send(new DeletePublicAccessBlockCommand({ Bucket: one }));
  while ((await messagesIn(aws.sqs(), queueUrl)) < events + 1) await sleep(INTERVAL_MS);
  const waiting = await messagesIn(aws.sqs(), queueUrl);
  onProgress(`${waiting} messages wait; the function begins`);
  await takeMessages(aws, true);
  const [oneMs, allMs] = await Promise.all([
    repaired(aws, one).then(() => performance.now() - startMs),
    isOver(aws, queueUrl, events).then(() => performance.now() - startMs),
  ]);
  // Each look reads the policy once, where there is nothing to repair.
  const looks = (await aws.calls()).filter(
    ({ operation, caller }) => operation === 'GetBucketPolicy' && caller === 'service',
  ).length;
  return { waiting, oneMs, allMs, looks };
}

async function makeCompliant(aws: LocalAws, Bucket: string): Promise<void> {
  const s3 = aws.s3();
  await s3.send(new CreateBucketCommand({ Bucket }));
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [tlsOnlyStatement({ name: Bucket, partition: 'aws' })],
  });
  await s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
  await s3.send(
    new PutPublicAccessBlockCommand({
      Bucket,
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    }),
  );
}

/** Has the function take messages of the events queue, or not. */
async function takeMessages(aws: LocalAws, Enabled: boolean): Promise<void> {
  const lambda = aws.lambda();
  const { EventSourceMappings = [] } = await lambda.send(
    new ListEventSourceMappingsCommand({ FunctionName: aws.stack?.FunctionName }),
  );
  for (const { UUID } of EventSourceMappings) {
    await lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled }));
  }
}

async function isOver(aws: LocalAws, queueUrl: string, events: number): Promise<void> {
  const deadline = Date.now() + TIMEOUT_MS;
  while ((await messagesIn(aws.sqs(), queueUrl)) > events * LEFT_PART) {
    if (Date.now() > deadline) throw new Error('the flood did not end');
    await sleep(INTERVAL_MS);
  }
}

async function repaired(aws: LocalAws, Bucket: string): Promise<void> {
  const deadline = Date.now() + TIMEOUT_MS;
  while (Date.now() < deadline) {
    try {
      await aws.s3().send(new GetPublicAccessBlockCommand({ Bucket }));
      return;
    } catch {
      await sleep(INTERVAL_MS);
    }
  }
  throw new Error(`bucket ${Bucket} was not repaired`);
}

/** A finding of AWS Config, which has the function look at the bucket. */
function findingOn(aws: LocalAws, bucket: string) {
  return {
    source: 'aws.config',
    'detail-type': 'Config Rules Compliance Change',
    account: aws.account,
    region: aws.region,
    detail: {
      resourceId: bucket,
      resourceType: 'AWS::S3::Bucket',
      awsAccountId: aws.account,
      awsRegion: aws.region,
      configRuleName: 's3-bucket-ssl-requests-only',
      newEvaluationResult: { complianceType: 'NON_COMPLIANT' },
    },
  };
}
