import { GetBucketVersioningCommand, PutBucketPolicyCommand, S3Client } from '@aws-sdk/client-s3';
import { PutPublicAccessBlockCommand, S3ControlClient } from '@aws-sdk/client-s3-control';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { SQSEvent } from 'aws-lambda';

/** A call for the function to make. */
export type ProbeCall =
  | { call: 'GetBucketVersioning'; bucket: string }
  | { call: 'PutBucketPolicy'; bucket: string; policy: string }
  | { call: 'PutAccountPublicAccessBlock'; account: string }
  | { call: 'SendMessage'; queueUrl: string; body: string };

const s3 = new S3Client({ maxAttempts: 1 });
const s3Control = new S3ControlClient({ maxAttempts: 1 });
const sqs = new SQSClient({ maxAttempts: 1, useQueueUrlAsEndpoint: false });

/**
 * Makes a call to AWS as a function does, and says how it went: `done`, or the name of the error. From a queue it
 * takes messages that say which queue to send their own records to.
 */
export async function handler(event: ProbeCall | SQSEvent): Promise<string> {
  if ('Records' in event) {
    for (const record of event.Records) {
      const { answerTo } = JSON.parse(record.body) as { answerTo: string };
      await send(answerTo, JSON.stringify(record));
    }
    return 'done';
  }
  return make(event).then(
    () => 'done',
    (error: Error) => error.name,
  );
}

function make(event: ProbeCall): Promise<unknown> {
  switch (event.call) {
    case 'SendMessage':
      return send(event.queueUrl, event.body);
    case 'GetBucketVersioning':
      return s3.send(new GetBucketVersioningCommand({ Bucket: event.bucket }));
    case 'PutAccountPublicAccessBlock':
      return s3Control.send(
        new PutPublicAccessBlockCommand({
          AccountId: event.account,
          PublicAccessBlockConfiguration: { BlockPublicAcls: true },
        }),
      );
    case 'PutBucketPolicy':
      return s3.send(new PutBucketPolicyCommand({ Bucket: event.bucket, Policy: event.policy }));
  }
}

const send = (QueueUrl: string, MessageBody: string) =>
  sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
