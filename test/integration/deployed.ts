import {
  CreateBucketCommand,
  DeleteBucketPolicyCommand,
  DeletePublicAccessBlockCommand,
  GetBucketPolicyCommand,
  GetPublicAccessBlockCommand,
  PutBucketPolicyCommand,
} from '@aws-sdk/client-s3';
import { DeleteMessageCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { inject, vi } from 'vitest';
import type { StackOutputs } from '../../local/deploy.ts';
import type { Call } from '../../local/gateway/calls.ts';
import { connectLocalAws } from '../../local/start.ts';
import { subscribeQueue } from '../../local/subscribe.ts';
import type { Alert } from '../../shared/core/alert/schema.ts';
import { sessionArnOf } from '../../shared/core/events/own-session.ts';
import { endsIn, type LogLine, logLinesOf } from './log-lines.ts';

/** The local AWS that the integration tests share, with the service deployed to it. */
export const aws = connectLocalAws(inject('localAws'));

/** What the stack says of itself. */
export const stack = aws.stack as StackOutputs;

/** As whom the function calls. */
export const ownSession = sessionOf(stack.RoleArn, stack.FunctionName);

/** Root's own client, over TLS. */
export const s3 = aws.s3();

/** As whom a function calls that has a role. */
export function sessionOf(roleArn: string, functionName: string): string {
  const role = roleArn.slice(roleArn.lastIndexOf('/') + 1);
  const { account } = aws;
  return sessionArnOf({ partition: 'aws', account, role, function: functionName });
}

let made = 0;

/** A name that no other test uses. */
export function bucketName(hint: string): string {
  made += 1;
  return `${hint}-${process.pid}-${made}`;
}

/** Waits, with patience enough for a settle time, a cold start and a retry or two. */
export function eventually<Value>(check: () => Promise<Value>): Promise<Value> {
  return vi.waitFor(check, { timeout: 120_000, interval: 100 });
}

/** Runs steps that nobody hears of: drift that is as old as the hills. */
export async function unheard<Value>(steps: () => Promise<Value>): Promise<Value> {
  await aws.setEvents({ deliver: false });
  try {
    return await steps();
  } finally {
    await aws.setEvents({ deliver: true });
  }
}

/** A bucket without a public access block and without a policy, of which nobody has heard. */
export async function driftedBucket(hint: string, policy?: string): Promise<string> {
  const Bucket = bucketName(hint);
  await unheard(async () => {
    await s3.send(new CreateBucketCommand({ Bucket }));
    await s3.send(new DeletePublicAccessBlockCommand({ Bucket }));
    await s3.send(new DeleteBucketPolicyCommand({ Bucket }));
    if (policy !== undefined) {
      await s3.send(new PutBucketPolicyCommand({ Bucket, Policy: policy }));
    }
  });
  return Bucket;
}

/** A Config event that makes the service look at a bucket. */
export function configEvent(bucket: string, configRuleName = 's3-bucket-ssl-requests-only') {
  return {
    source: 'aws.config',
    'detail-type': 'Config Rules Compliance Change',
    account: aws.account,
    region: aws.region,
    resources: [],
    detail: {
      resourceId: bucket,
      resourceType: 'AWS::S3::Bucket',
      awsAccountId: aws.account,
      awsRegion: aws.region,
      configRuleName,
      newEvaluationResult: { complianceType: 'NON_COMPLIANT' },
      messageType: 'ComplianceChangeNotification',
    },
  };
}

/** The bucket's policy as S3 gives it. */
export async function policyOf(Bucket: string): Promise<string> {
  return (await s3.send(new GetBucketPolicyCommand({ Bucket }))).Policy ?? '';
}

/** The bucket's public access block. */
export async function publicAccessBlockOf(Bucket: string) {
  return (await s3.send(new GetPublicAccessBlockCommand({ Bucket })))
    .PublicAccessBlockConfiguration;
}

/** The service's S3 calls on a bucket, in the order in which they were made. */
export async function serviceCalls(bucket: string): Promise<Call[]> {
  const calls = await aws.calls();
  return calls
    .filter((call) => call.caller === 'service' && call.bucket === bucket)
    .sort((a, b) => a.time.localeCompare(b.time));
}

/** What the function logged of a bucket. */
export function logLines(bucket: string): Promise<LogLine[]> {
  return logLinesOf(aws, bucket);
}

/** How the messages about a bucket ended, so far. */
export async function endsOf(bucket: string): Promise<string[]> {
  return endsIn(await logLines(bucket));
}

/** A queue of its own, subscribed to the alerts topic. */
export class AlertInbox {
  readonly #received: Alert[] = [];
  readonly #queueUrl: Promise<string>;

  constructor(name: string) {
    this.#queueUrl = subscribeQueue(aws, stack.AlertsTopicArn, name);
  }

  /** Waits until the queue is there to receive. */
  async ready(): Promise<void> {
    await this.#queueUrl;
  }

  /** The alerts of a bucket that have arrived so far. */
  async of(bucket: string): Promise<Alert[]> {
    await this.#receive();
    return this.#received.filter(
      (alert) => alert.schema === 'bucket-warden/alert' && alert.bucket.name === bucket,
    );
  }

  /** The first alert of a bucket, once it is there. */
  first(bucket: string): Promise<Alert> {
    return eventually(async () => {
      const [alert] = await this.of(bucket);
      if (alert === undefined) throw new Error(`no alert about ${bucket} yet`);
      return alert;
    });
  }

  async #receive(): Promise<void> {
    const QueueUrl = await this.#queueUrl;
    const sqs = aws.sqs();
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
    );
    for (const { Body = '{}', ReceiptHandle } of Messages) {
      this.#received.push(JSON.parse(JSON.parse(Body).Message));
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
    if (Messages.length === 10) await this.#receive();
  }
}
