import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { HEARTBEAT_CALL } from '../../shared/core/events/heartbeat.ts';
import { templateOf } from './synth.ts';

const plain = templateOf();
const CALL_IN_A_SCHEDULE = ':scheduler:::aws-sdk:s3:deleteBucketCors';

/** Logical ids of the heartbeat's resources of a type. */
function idOf(type: string): string {
  const [id, ...others] = Object.keys(plain.findResources(type)).filter((each) =>
    each.startsWith('Heartbeat'),
  );
  expect(others).toEqual([]);
  return id ?? 'nothing';
}

const bucket = { Ref: idOf('AWS::S3::Bucket') };
const roleArn = { 'Fn::GetAtt': [idOf('AWS::IAM::Role'), 'Arn'] };

describe('the heartbeat', () => {
  test('is made every hour by EventBridge Scheduler itself, on its bucket, and not made up for later', () => {
    plain.hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'rate(1 hour)',
      State: 'ENABLED',
      Target: {
        Arn: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, CALL_IN_A_SCHEDULE]] },
        Input: { 'Fn::Join': ['', ['{"Bucket":"', bucket, '"}']] },
        RoleArn: roleArn,
        RetryPolicy: { MaximumEventAgeInSeconds: 900 },
        DeadLetterConfig: Match.absent(),
      },
    });
    expect(CALL_IN_A_SCHEDULE.toLowerCase()).toContain(`:${HEARTBEAT_CALL.toLowerCase()}`);
  });

  test('its role makes that call on that bucket, for the schedules of this account, and nothing else', () => {
    const policies = Object.entries(plain.findResources('AWS::IAM::Policy')).filter(([id]) =>
      id.startsWith('Heartbeat'),
    );
    expect(policies.map(([, { Properties }]) => Properties.PolicyDocument.Statement)).toEqual([
      [
        {
          Action: 's3:PutBucketCORS',
          Effect: 'Allow',
          Resource: { 'Fn::GetAtt': [bucket.Ref, 'Arn'] },
        },
      ],
    ]);
    plain.hasResource('AWS::IAM::Role', {
      Properties: {
        AssumeRolePolicyDocument: {
          Statement: [
            {
              Action: 'sts:AssumeRole',
              Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
              Principal: { Service: 'scheduler.amazonaws.com' },
            },
          ],
        },
        ManagedPolicyArns: Match.absent(),
      },
    });
  });

  test('comes by the rule of S3 calls, which it shows to work, and is known to the function', () => {
    const rules = Object.values(plain.findResources('AWS::Events::Rule')).filter(
      ({ Properties }) => String(Properties.EventPattern.source) === 'aws.s3',
    );
    expect(rules).toHaveLength(1);
    expect(rules[0]?.['Properties'].EventPattern.detail.eventName).toContain(HEARTBEAT_CALL);
    plain.hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: Match.objectLike({ HEARTBEAT_BUCKET: bucket, HEARTBEAT_ROLE_ARN: roleArn }),
      },
    });
  });

  test.each([
    ['SSE-S3', 'AES256'],
    ['SSE-KMS', 'aws:kms'],
    ['DSSE-KMS', 'aws:kms:dsse'],
  ] as const)(
    'its bucket meets the baseline by itself where the minimum is %s',
    (minimum, SSEAlgorithm) => {
      const template = templateOf({ encryption: { minimum } });
      template.hasResourceProperties('AWS::S3::Bucket', {
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm } }],
        },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
      });
      template.hasResourceProperties('AWS::S3::BucketPolicy', {
        PolicyDocument: {
          Statement: [
            {
              Action: 's3:*',
              Condition: { Bool: { 'aws:SecureTransport': 'false' } },
              Effect: 'Deny',
              Principal: { AWS: '*' },
            },
          ],
        },
      });
    },
  );

  test('its bucket goes with the stack', () => {
    plain.hasResource('AWS::S3::Bucket', { DeletionPolicy: 'Delete' });
  });
});
