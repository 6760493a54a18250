import { Aws, Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { Schedule, ScheduleExpression, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';
import { Universal } from 'aws-cdk-lib/aws-scheduler-targets';
import { Construct } from 'constructs';
import { HEARTBEAT_CALL } from '../../shared/core/events/heartbeat.ts';
import type { Settings } from '../../shared/settings.ts';

/** The bucket is empty: a key of the settings would encrypt nothing, so AWS's own does. */
const ENCRYPTION = {
  'SSE-S3': BucketEncryption.S3_MANAGED,
  'SSE-KMS': BucketEncryption.KMS_MANAGED,
  'DSSE-KMS': BucketEncryption.DSSE_MANAGED,
} as const;

/** A call is not made up for: the next one comes within the hour. */
const LONGEST_DELAY = Duration.minutes(15);

/** An hourly S3 call on a bucket of its own, which has to come back through trail, bus and queue. */
export class Heartbeat extends Construct {
  readonly bucket: Bucket;
  /** Makes that one call, and nothing else. */
  readonly role: Role;
  readonly schedule: Schedule;

  constructor(scope: Construct, id: string, { encryption }: Pick<Settings, 'encryption'>) {
    super(scope, id);
    this.bucket = new Bucket(this, 'Bucket', {
      encryption: ENCRYPTION[encryption.minimum],
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      // It never holds anything, so nothing keeps it from being deleted with the stack.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    Validations.of(this.bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason:
        'It never holds an object, so there is no access to log; calls on it are in the trail.',
    });
    this.role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
      description: 'Bucket Warden: makes the hourly call that shows that the service still hears.',
    });
    this.schedule = new Schedule(this, 'Schedule', {
      description: 'Bucket Warden makes an S3 call that it has to hear of.',
      schedule: ScheduleExpression.rate(Duration.hours(1)),
      target: new Universal({
        service: 's3',
        action: `${HEARTBEAT_CALL.charAt(0).toLowerCase()}${HEARTBEAT_CALL.slice(1)}`,
        input: ScheduleTargetInput.fromObject({ Bucket: this.bucket.bucketName }),
        role: this.role,
        policyStatements: [
          // What IAM calls deleting CORS too.
          new PolicyStatement({
            actions: ['s3:PutBucketCORS'],
            resources: [this.bucket.bucketArn],
          }),
        ],
        maxEventAge: LONGEST_DELAY,
        retryAttempts: 3,
      }),
    });
  }
}
