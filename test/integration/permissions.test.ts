import { ConfigServiceClient, PutConfigRuleCommand } from '@aws-sdk/client-config-service';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { suspectEditMessage } from '../../shared/core/events/suspect-edit.ts';
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
import { sqsOfOperator } from './operator.ts';
import { grantedActions, usedActions } from './role-actions.ts';

const inbox = new AlertInbox('permission-alerts');
beforeAll(() => inbox.ready());
afterEach(() => aws.setFaults([]));

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

/** The message that has the function ask CloudTrail about an edit that nobody made. */
function suspectEditOf(name: string): string {
  const nowMs = Date.now();
  return suspectEditMessage(
    { kind: 'bucket' as const, name, account: aws.account, partition: 'aws', region: aws.region },
    {
      trigger: {
        ...{ kind: 'api-call', id: crypto.randomUUID(), call: 'PutBucketPolicy' },
        time: new Date(nowMs).toISOString(),
        actor: { type: 'IAMUser', name: 'jane' },
        put: { facet: 'policy', value: '{}' },
      },
    },
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
  // Every facet is written, a message is retried, another dead-lettered, and CloudTrail is asked about an edit.
  await aws.setFaults([
    { operation: 'Publish', caller: 'service', rate: 1, fault: '500' },
    { operation: 'GetBucketEncryption', caller: 'service', rate: 1, fault: '500' },
  ]);
  await aws.putEvent(configEvent(bucket, rule));
  const sqs = await sqsOfOperator(aws);
  await sqs.send(
    new SendMessageCommand({ QueueUrl: stack.EventsQueueUrl, MessageBody: 'no event' }),
  );
  await sqs.send(
    new SendMessageCommand({ QueueUrl: stack.EventsQueueUrl, MessageBody: suspectEditOf(bucket) }),
  );
  await eventually(async () => expect(await endsOf(bucket)).toContain('retried'));
  await aws.setFaults([]);
  await inbox.first(bucket);

  await eventually(async () => expect(await endsOf(bucket)).toContain('fixed'));
  const granted = await grantedActions(aws, stack.RoleArn);
  await eventually(async () => expect(await usedActions(aws)).toEqual(granted));
});
