import { ConfigServiceClient, PutConfigRuleCommand } from '@aws-sdk/client-config-service';
import { GetRolePolicyCommand, ListRolePoliciesCommand } from '@aws-sdk/client-iam';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  AlertInbox,
  aws,
  bucketName,
  configEvent,
  driftedBucket,
  endsOf,
  eventually,
  stack,
} from './deployed.ts';

const inbox = new AlertInbox('permission-alerts');
beforeAll(() => inbox.ready());
afterEach(() => aws.setFaults([]));

/** IAM actions by the calls that need them, where the names differ. */
const ACTIONS: Readonly<Record<string, string | readonly string[]>> = {
  TransactWriteItems: ['PutItem', 'UpdateItem'],
  GetBucketEncryption: 'GetEncryptionConfiguration',
  PutBucketEncryption: 'PutEncryptionConfiguration',
  GetPublicAccessBlock: 'GetBucketPublicAccessBlock',
  PutPublicAccessBlock: 'PutBucketPublicAccessBlock',
};

/** What Lambda itself does with the role, past the gateway: polling the queue and writing the log. */
const OF_LAMBDA = [
  'logs:CreateLogStream',
  'logs:PutLogEvents',
  'sqs:DeleteMessage',
  'sqs:GetQueueAttributes',
  'sqs:GetQueueUrl',
  'sqs:ReceiveMessage',
];

async function grantedActions(): Promise<string[]> {
  const iam = aws.iam();
  const RoleName = stack.RoleArn.split('/').at(-1);
  const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
  const documents = await Promise.all(
    PolicyNames.map(async (PolicyName) => {
      const answer = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
      const text = answer.PolicyDocument ?? '';
      return JSON.parse(text.startsWith('{') ? text : decodeURIComponent(text));
    }),
  );
  const statements: { Action: string | string[] }[] = documents.flatMap(
    ({ Statement }) => Statement,
  );
  return [...new Set(statements.flatMap(({ Action }) => Action))].sort();
}

async function usedActions(): Promise<string[]> {
  const calls = (await aws.calls()).filter((call) => call.caller === 'service');
  const actions = calls.flatMap(({ service, operation }) =>
    [ACTIONS[operation] ?? operation].flat().map((action) => `${service}:${action}`),
  );
  return [...new Set(actions)].sort();
}

/** The emulator keeps rules, but cannot start them. */
async function periodicRule(ConfigRuleName: string): Promise<void> {
  const client = new ConfigServiceClient({
    endpoint: aws.plainEndpoint,
    region: aws.region,
    credentials: aws.credentials,
  });
  await client.send(
    new PutConfigRuleCommand({
      ConfigRule: {
        ConfigRuleName,
        Source: { Owner: 'AWS', SourceIdentifier: 'S3_BUCKET_PUBLIC_READ_PROHIBITED' },
        MaximumExecutionFrequency: 'Three_Hours',
      },
    }),
  );
}

async function startedEvaluations(): Promise<number> {
  const calls = await aws.calls();
  return calls.filter(({ operation }) => operation === 'StartConfigRulesEvaluation').length;
}

describe('after a fix that a Config rule asked for', () => {
  test('a periodic rule is asked to judge again, and its refusal costs nothing', async () => {
    const rule = bucketName('periodic-s3-bucket-public-read-prohibited');
    await periodicRule(rule);
    const bucket = await driftedBucket('config');
    await aws.clearCalls();
    await aws.putEvent(configEvent(bucket, rule));
    await inbox.first(bucket);
    await eventually(async () => expect(await startedEvaluations()).toBe(1));
    expect(await endsOf(bucket)).toEqual(['fixed']);
  });

  test('a rule that Config triggers on changes is left alone', async () => {
    const bucket = await driftedBucket('config');
    await aws.clearCalls();
    await aws.putEvent(configEvent(bucket));
    await inbox.first(bucket);
    await eventually(async () => expect(await endsOf(bucket)).toEqual(['fixed']));
    expect(await startedEvaluations()).toBe(0);
  });
});

test('the role is granted exactly what the service calls: one action too many fails here, one too few everywhere', async () => {
  const rule = bucketName('periodic-s3-bucket-public-write-prohibited');
  await periodicRule(rule);
  const bucket = await driftedBucket('permissions');
  await aws.clearCalls();
  // Every facet is written, a message is retried and another dead-lettered.
  await aws.setFaults([
    { operation: 'Publish', caller: 'service', rate: 1, fault: '500' },
    { operation: 'GetBucketEncryption', caller: 'service', rate: 1, fault: '500' },
  ]);
  await aws.putEvent(configEvent(bucket, rule));
  await aws
    .sqs()
    .send(new SendMessageCommand({ QueueUrl: stack.EventsQueueUrl, MessageBody: 'no event' }));
  await eventually(async () => expect(await endsOf(bucket)).toContain('retried'));
  await aws.setFaults([]);
  await inbox.first(bucket);

  await eventually(async () => expect((await endsOf(bucket)).at(-1)).toBe('fixed'));
  expect([...(await usedActions()), ...OF_LAMBDA].sort()).toEqual(await grantedActions());
});
