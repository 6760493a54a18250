import { PutBucketVersioningCommand, S3Client } from '@aws-sdk/client-s3';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { SQSEvent } from 'aws-lambda';

const settings = { customUserAgent: 'bucket-warden/probe' };
const s3 = new S3Client(settings);
const sns = new SNSClient(settings);

/** Turns versioning on for new buckets and says so. */
export async function handler({ Records }: SQSEvent): Promise<void> {
  for (const { body } of Records) {
    const { detail } = JSON.parse(body) as {
      detail: { eventName: string; requestParameters: { bucketName: string } };
    };
    if (detail.eventName !== 'CreateBucket') continue;
    const Bucket = detail.requestParameters.bucketName;
    console.log(JSON.stringify({ message: 'versioning', bucket: Bucket }));
    const VersioningConfiguration = { Status: 'Enabled' as const };
    await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
    const alert = {
      Subject: `${Bucket} is versioned`,
      Message: JSON.stringify({ bucket: Bucket }),
    };
    await sns.send(new PublishCommand({ TopicArn: process.env['TOPIC'], ...alert }));
  }
}
