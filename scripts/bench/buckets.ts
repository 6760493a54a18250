import {
  CreateBucketCommand,
  DeletePublicAccessBlockCommand,
  PutBucketEncryptionCommand,
} from '@aws-sdk/client-s3';
import type { BusEvent } from '../../local/gateway/bus.ts';
import type { ConnectedAws } from '../../local/start.ts';

/** Makes a bucket that all three controls find broken: not encrypted, not blocked, without a policy. */
export async function makeBrokenBucket(aws: ConnectedAws, name: string): Promise<void> {
  const s3 = aws.s3();
  const Bucket = name;
  await s3.send(new CreateBucketCommand({ Bucket }));
  await s3.send(new DeletePublicAccessBlockCommand({ Bucket }));
  // A bucket without any encryption is none of today's: without a rule S3 speaks of SSE-S3. The
  // emulator keeps a rule that names no algorithm, which is as near as it gets.
  const Rules = [{ BucketKeyEnabled: false }];
  await s3.send(
    new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules } }),
  );
}

/** CloudTrail's event of a call after which a bucket is looked at, whatever it is like. */
export function encryptionDeleted(aws: ConnectedAws, bucketName: string): BusEvent {
  return {
    source: 'aws.s3',
    'detail-type': 'AWS API Call via CloudTrail',
    region: aws.region,
    detail: {
      eventVersion: '1.11',
      userIdentity: {
        type: 'IAMUser',
        principalId: 'AIDACKCEVSQ6C2EXAMPLE',
        arn: `arn:aws:iam::${aws.account}:user/alice`,
        accountId: aws.account,
        userName: 'alice',
      },
      eventTime: `${new Date().toISOString().slice(0, 19)}Z`,
      eventSource: 's3.amazonaws.com',
      eventName: 'DeleteBucketEncryption',
      awsRegion: aws.region,
      sourceIPAddress: '203.0.113.7',
      userAgent: '[aws-cli/2.31.23]',
      requestParameters: { bucketName },
      responseElements: null,
      eventID: crypto.randomUUID(),
      readOnly: false,
      eventType: 'AwsApiCall',
      managementEvent: true,
      recipientAccountId: aws.account,
      eventCategory: 'Management',
    },
  };
}
