import {
  CreateBucketCommand,
  DeleteBucketPolicyCommand,
  DeletePublicAccessBlockCommand,
} from '@aws-sdk/client-s3';
import type { StackOutputs } from '../../local/deploy.ts';
import { type LocalAws, startLocalAws } from '../../local/start.ts';
import { takeTold } from '../../local/take-told.ts';
import type { Alert } from '../../shared/core/alert/schema.ts';
import { endsIn, logLinesOf } from './log-lines.ts';

/** A local AWS of one test file's own, to break what the others need, or with settings of its own. */
export interface OwnAws {
  readonly aws: LocalAws;
  readonly stack: StackOutputs;
  /** A bucket of which nobody has heard, without a public access block and without a policy. */
  drift(Bucket: string): Promise<void>;
  /** Takes the public access block and the policy from a bucket that is there. */
  driftAgain(Bucket: string): Promise<void>;
  /** The alerts of a bucket that have arrived so far. */
  alertsOf(bucket: string): Promise<Alert[]>;
  /** How the messages about a bucket ended, so far. */
  endsOf(bucket: string): Promise<string[]>;
}

/** Starts a local AWS with the service deployed by a settings module next to the tests. */
export async function startOwnAws(settings: string): Promise<OwnAws> {
  const config = new URL(settings, import.meta.url).pathname;
  const aws = await startLocalAws({ config });
  const alerts: Alert[] = [];
  // What is heard of is put on the bus by the tests themselves.
  await aws.setEvents({ deliver: false });
  const driftAgain = async (Bucket: string) => {
    await aws.s3().send(new DeletePublicAccessBlockCommand({ Bucket }));
    await aws.s3().send(new DeleteBucketPolicyCommand({ Bucket }));
  };
  return {
    aws,
    stack: aws.stack as StackOutputs,
    async drift(Bucket) {
      await aws.s3().send(new CreateBucketCommand({ Bucket }));
      await driftAgain(Bucket);
    },
    driftAgain,
    async alertsOf(bucket) {
      alerts.push(...(await takeTold<Alert>(aws.sqs(), aws.alertsQueueUrl)));
      // Notices and summaries are of no one bucket.
      return alerts.filter((alert) => alert.bucket?.name === bucket);
    },
    endsOf: async (bucket) => endsIn(await logLinesOf(aws, bucket)),
  };
}
