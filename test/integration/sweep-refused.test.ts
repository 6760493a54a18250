import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { PutBucketPolicyCommand } from '@aws-sdk/client-s3';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { takeTold } from '../../local/take-told.ts';
import { tellDeployed } from '../../local/tell-deployed.ts';
import type { Alert } from '../../shared/core/alert/schema.ts';
import type { SweepMessage } from '../../shared/core/sweep-summary/schema.ts';
import { stateKey } from '../../shared/journal/items.ts';
import { eventually } from './deployed.ts';
import { type OwnAws, startOwnAws } from './own-aws.ts';
import { policyWith } from './policies.ts';

const VAULT = 'vault';
const REGION_OFF = 'region-off';

let own: OwnAws;
const told: (Alert | SweepMessage)[] = [];

beforeAll(async () => {
  own = await startOwnAws('sweep.config.ts');
  for (const bucket of [VAULT, REGION_OFF]) await own.drift(bucket);
  const Policy = policyWith({
    Sid: 'KeepOut',
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:Get*',
    Resource: `arn:aws:s3:::${VAULT}`,
    Condition: { ArnLike: { 'aws:PrincipalArn': own.stack.SweepRoleArn } },
  });
  await own.aws.s3().send(new PutBucketPolicyCommand({ Bucket: VAULT, Policy }));
  const error = { status: 400, code: 'InvalidToken', message: 'The provided token is malformed.' };
  await own.aws.setFaults(
    ['GetBucketPolicy', 'GetBucketEncryption', 'GetPublicAccessBlock'].map((operation) => ({
      ...{ operation, bucket: REGION_OFF, caller: 'service', rate: 1, fault: 'error', error },
    })),
  );
});
afterAll(() => own.aws.stop());

async function summaryNumber(count: number): Promise<SweepMessage> {
  return eventually(async () => {
    told.push(...(await takeTold<Alert | SweepMessage>(own.aws.sqs(), own.aws.alertsQueueUrl)));
    const summaries = told.filter((one) => one.schema === 'bucket-warden/sweep-summary');
    const summary = summaries[count - 1];
    if (summary === undefined) throw new Error('the sweep is not done yet');
    return summary;
  });
}

const alerts = () => told.filter((one) => one.schema === 'bucket-warden/alert');

function start(): Promise<unknown> {
  const MessageBody = JSON.stringify({ kind: 'start', trigger: 'person' });
  return own.aws
    .sqs()
    .send(new SendMessageCommand({ QueueUrl: own.stack.SweepRequestsQueueUrl, MessageBody }));
}

/** As if people had been told of the refusal a week earlier than they were. */
function toldAWeekEarlier(): Promise<unknown> {
  return own.aws.dynamodb().send(
    new UpdateItemCommand({
      TableName: own.stack.JournalTableName,
      Key: stateKey(VAULT),
      UpdateExpression: 'SET refusalToldMs = refusalToldMs - :week',
      ExpressionAttributeValues: marshall({ ':week': 7 * 86_400_000 }),
    }),
  );
}

test("every sweep names where the service is refused, and sends the alert of a bucket's own Deny once a week", async () => {
  await tellDeployed(own.aws);
  const first = await summaryNumber(1);
  await start();
  const second = await summaryNumber(2);
  for (const { refused, outcomes } of [first, second]) {
    expect(refused?.buckets).toBe(2);
    expect(refused?.named.map(({ bucket, obstacle }) => [bucket, obstacle])).toEqual([
      [REGION_OFF, 'credentials-refused'],
      [VAULT, 'access-denied'],
    ]);
    expect(outcomes).toMatchObject({ blocked: 2, unavailable: 0 });
  }
  const [alert, ...more] = alerts();
  expect(more).toEqual([]);
  expect(alert?.bucket.name).toBe(VAULT);
  const { RoleArn, SweepRoleArn } = own.stack;
  const statement = {
    Condition: { ArnNotEquals: { 'aws:PrincipalArn': [RoleArn, SweepRoleArn] } },
  };
  for (const { obstacle } of alert?.controls ?? []) {
    expect(obstacle?.letThrough).toEqual([
      { policy: 'resource-based-policy', how: 'merge', statement },
    ]);
  }

  await toldAWeekEarlier();
  await start();
  await summaryNumber(3);
  await start();
  await summaryNumber(4);
  expect(alerts()).toHaveLength(2);
});
