import { LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import {
  GetFunctionConcurrencyCommand,
  GetPolicyCommand,
  InvokeCommand,
} from '@aws-sdk/client-lambda';
import { CreateBucketCommand, GetBucketTaggingCommand } from '@aws-sdk/client-s3';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeRole, makeUser } from '../../local/principals.ts';
import { type LocalAws, startLocalAws } from '../../local/start.ts';
import { deleteTemplate, deployTemplate } from './deploy-template.ts';
import { makeFunction } from './make-function.ts';
import { makeQueue } from './queues.ts';

let aws: LocalAws;

beforeAll(async () => {
  aws = await startLocalAws({ deploy: false });
});
afterAll(() => aws?.stop());

/** Asks CloudWatch as root, in the words of its query protocol. */
async function describeAlarms(type: string): Promise<string> {
  const answer = await fetch(aws.plainEndpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      authorization:
        'AWS4-HMAC-SHA256 Credential=test/20200101/us-east-1/monitoring/aws4_request, SignedHeaders=host, Signature=none',
    },
    body: `Action=DescribeAlarms&Version=2010-08-01&AlarmTypes.member.1=${type}`,
  });
  expect(answer.status).toBe(200);
  return answer.text();
}

test('alarms by metric math, of missing data and of other alarms are kept', async () => {
  const metric = (Id: string, MetricName: string) => ({
    Id,
    ReturnData: false,
    MetricStat: { Metric: { Namespace: 'BucketWarden', MetricName }, Period: 300, Stat: 'Sum' },
  });
  const byMath = {
    AlarmName: 'by-math',
    ComparisonOperator: 'GreaterThanThreshold',
    EvaluationPeriods: 1,
    Threshold: 0,
    TreatMissingData: 'breaching',
    Metrics: [
      metric('sent', 'Sent'),
      metric('moved', 'Moved'),
      { Id: 'arrived', Expression: 'sent - moved' },
    ],
  };
  const resources = (Threshold: number) => ({
    ByMath: { Type: 'AWS::CloudWatch::Alarm', Properties: { ...byMath, Threshold } },
    Either: {
      Type: 'AWS::CloudWatch::CompositeAlarm',
      Properties: {
        AlarmName: 'either',
        AlarmRule: { 'Fn::Join': ['', ['ALARM("', { Ref: 'ByMath' }, '")']] },
      },
    },
  });
  await deployTemplate(aws, 'alarms', resources(0));
  expect(await describeAlarms('MetricAlarm')).toContain('<AlarmName>by-math</AlarmName>');
  expect(await describeAlarms('CompositeAlarm')).toContain('<AlarmName>either</AlarmName>');
  await deployTemplate(aws, 'alarms', resources(7), 'update');
  expect(await describeAlarms('MetricAlarm')).toMatch(/<Threshold>7(\.0)?</);
  await deleteTemplate(aws, 'alarms');
  expect(await describeAlarms('MetricAlarm')).not.toContain('by-math');
  expect(await describeAlarms('CompositeAlarm')).not.toContain('either');
});

test('a function has the concurrency that its template reserves, and the permissions', async () => {
  const role = await makeRole(aws, 'function', [], ['lambda.amazonaws.com']);
  const caller = await makeUser(aws, 'caller', []);
  const resources = (properties: object) => ({
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        FunctionName: 'limited',
        Role: role,
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Code: { ZipFile: 'exports.handler = async () => "done";' },
        ...properties,
      },
    },
    Permission: {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        FunctionName: { Ref: 'Function' },
        Action: 'lambda:InvokeFunction',
        Principal: `arn:aws:iam::${aws.account}:user/caller`,
      },
    },
  });
  const reserved = async () =>
    (await aws.lambda().send(new GetFunctionConcurrencyCommand({ FunctionName: 'limited' })))
      .ReservedConcurrentExecutions;
  await deployTemplate(aws, 'function', resources({ ReservedConcurrentExecutions: 0 }));
  expect(await reserved()).toBe(0);
  const invoke = () =>
    aws.lambda(caller, { maxAttempts: 1 }).send(new InvokeCommand({ FunctionName: 'limited' }));
  await expect(invoke()).rejects.toMatchObject({ name: 'TooManyRequestsException' });
  await deployTemplate(aws, 'function', resources({ ReservedConcurrentExecutions: 2 }), 'update');
  expect(await reserved()).toBe(2);
  expect(Buffer.from((await invoke()).Payload ?? []).toString()).toBe('"done"');
  const { Policy } = await aws.lambda().send(new GetPolicyCommand({ FunctionName: 'limited' }));
  expect(JSON.parse(Policy ?? '').Statement).toHaveLength(1);
  await deployTemplate(aws, 'function', resources({}), 'update');
  expect(await reserved()).toBeUndefined();
});

test("a queue's policy of a template holds, Deny as well", async () => {
  const user = await makeUser(aws, 'sender', [{ Action: 'sqs:*' }]);
  const arn = `arn:aws:sqs:us-east-1:${aws.account}:closed`;
  await deployTemplate(aws, 'queue', {
    Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'closed' } },
    Policy: {
      Type: 'AWS::SQS::QueuePolicy',
      Properties: {
        Queues: [{ Ref: 'Queue' }],
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Deny',
              Principal: { AWS: '*' },
              Action: 'sqs:SendMessage',
              Resource: arn,
              Condition: {
                ArnNotEqualsIfExists: { 'aws:PrincipalArn': `${arn}-nobody` },
                ArnNotLike: { 'aws:SourceArn': 'arn:aws:events:*:*:rule/x' },
              },
            },
          ],
        },
      },
    },
  });
  const QueueUrl = `${aws.endpoint}/${aws.account}/closed`;
  const message = new SendMessageCommand({ QueueUrl, MessageBody: 'x' });
  await expect(aws.sqs(user).send(message)).rejects.toMatchObject({ name: 'AccessDenied' });
});

test('a schedule invokes a function, if its role may', async () => {
  const answers = await makeQueue(aws, 'scheduled');
  const role = await makeRole(
    aws,
    'answering',
    [{ Action: 'sqs:SendMessage' }],
    ['lambda.amazonaws.com'],
  );
  const mayInvoke = await makeRole(aws, 'invoking', [{ Action: 'lambda:InvokeFunction' }]);
  const { arn: Arn } = await makeFunction(aws, 'answering', role);
  const schedule = (RoleArn: string, body: string) => ({
    Type: 'AWS::Scheduler::Schedule',
    Properties: {
      ScheduleExpression: 'at(2020-01-01T00:00:00)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: {
        Arn,
        RoleArn,
        Input: JSON.stringify({ call: 'SendMessage', queueUrl: answers.url, body }),
      },
    },
  });
  await deployTemplate(aws, 'schedules', {
    Refused: schedule(role, 'refused'),
    Made: schedule(mayInvoke, 'made'),
  });
  expect((await answers.take(10)).map(({ Body }) => Body)).toEqual(['made']);
  expect(await answers.take(2)).toEqual([]);
});

test('a schedule makes any call to AWS in a session of its role, and CloudTrail tells of it', async () => {
  const Bucket = 'beaten';
  await aws.s3().send(new CreateBucketCommand({ Bucket }));
  const RoleArn = await makeRole(
    aws,
    'heartbeat',
    [{ Action: 's3:PutBucketTagging', Resource: `arn:aws:s3:::${Bucket}` }],
    ['scheduler.amazonaws.com'],
  );
  const beat = (action: string, input: object) => ({
    Type: 'AWS::Scheduler::Schedule',
    Properties: {
      ScheduleExpression: 'at(2020-01-01T00:00:00)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: {
        Arn: `arn:aws:scheduler:::aws-sdk:s3:${action}`,
        RoleArn,
        Input: JSON.stringify({ Bucket, ...input }),
      },
    },
  });
  await deployTemplate(aws, 'heartbeat', {
    Beat: beat('putBucketTagging', { Tagging: { TagSet: [{ Key: 'beat', Value: 'yes' }] } }),
    NotAllowed: beat('deleteBucket', {}),
  });
  const told = async () => {
    const AttributeKey = 'ResourceName' as const;
    const LookupAttributes = [{ AttributeKey, AttributeValue: Bucket }];
    const { Events = [] } = await aws
      .cloudTrail()
      .send(new LookupEventsCommand({ LookupAttributes }));
    return Events.map((event) => JSON.parse(event.CloudTrailEvent ?? ''));
  };
  await expect.poll(told, { interval: 100 }).toHaveLength(3);
  const events = await told();
  const byRole = { type: 'AssumedRole', sessionContext: { sessionIssuer: { arn: RoleArn } } };
  expect(events.find(({ eventName }) => eventName === 'PutBucketTagging')).toMatchObject({
    userIdentity: byRole,
  });
  expect(events.find(({ eventName }) => eventName === 'DeleteBucket')).toMatchObject({
    errorCode: 'AccessDenied',
    userIdentity: byRole,
  });
  const { TagSet } = await aws.s3().send(new GetBucketTaggingCommand({ Bucket }));
  expect(TagSet).toEqual([{ Key: 'beat', Value: 'yes' }]);
});
