import { GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { DeleteMessageCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { beforeAll, expect, test } from 'vitest';
import { subscribeQueue } from '../../local/subscribe.ts';
import { CONTROLS } from '../../shared/controls/index.ts';
import type { NoticeMessage } from '../../shared/core/exemption-notice/schema.ts';
import type { DynamicExemption } from '../../shared/journal/exemption-item.ts';
import { createExemptionStore } from '../../shared/journal/exemptions.ts';
import { newChangeId } from '../../shared/journal/ids.ts';
import { createJournal } from '../../shared/journal/journal.ts';
import { createNoticeStore } from '../../shared/journal/notices.ts';
import { publish } from '../../shared/notify/alerts.ts';
import { type NoticeServices, tellOfExemptions } from '../../shared/notify/exemption-notices.ts';
import type { SettingsExemption } from '../../shared/reconcile/exempting.ts';
import { aws, bucketName, eventually, stack } from './deployed.ts';

const DAY = 86_400_000;
const table = stack.JournalTableName;
const store = createExemptionStore(aws.dynamodb(), table, 1);
let queueUrl: string;

interface Told {
  readonly subject: string;
  readonly message: NoticeMessage;
  readonly attributes: Record<string, { Type: string; Value: string }>;
}
const received: Told[] = [];

beforeAll(async () => {
  queueUrl = await subscribeQueue(aws, stack.AlertsTopicArn, 'exemption-notices');
});

/** The notices about a bucket that have arrived so far. */
async function noticesOf(bucket: string): Promise<Told[]> {
  const sqs = aws.sqs();
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10 }),
  );
  for (const { Body = '{}', ReceiptHandle } of Messages) {
    const { Subject, Message, MessageAttributes } = JSON.parse(Body);
    received.push({
      subject: Subject,
      message: JSON.parse(Message),
      attributes: MessageAttributes,
    });
    await sqs.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle }));
  }
  return received.filter(
    ({ message }) =>
      message.schema === 'bucket-warden/exemption-notice' &&
      message.exemptions.some((exemption) => exemption.bucket === bucket),
  );
}

/** One run of a sweep's end, about the exemptions of one bucket only: others are other tests'. */
function run(bucket: string, nowMs: number, exemptions: readonly SettingsExemption[] = []) {
  const services: NoticeServices = {
    store: {
      ...store,
      list: async () => (await store.list()).filter((one) => one.bucket === bucket),
    },
    settings: { controls: { 'tls-only': 'enforce' }, exemptions },
    controls: CONTROLS,
    home: { account: aws.account, region: aws.region },
    notices: createNoticeStore(aws.dynamodb(), table),
    publish: (notification, audience) =>
      publish(aws.sns(), { alertsTopicArn: stack.AlertsTopicArn }, notification, audience),
  };
  return tellOfExemptions(services, nowMs);
}

function exemptionOf(bucket: string, nowMs: number): DynamicExemption {
  return {
    source: 'person',
    id: newChangeId(nowMs),
    bucket,
    controls: ['tls-only'],
    reason: 'old clients',
    owner: 'alice',
    expires: new Date(nowMs + 6 * DAY).toISOString(),
    createdAt: new Date(nowMs - 30 * DAY).toISOString(),
    toldAt: new Date(nowMs - 30 * DAY).toISOString(),
  };
}

test('an exemption by command is told of once soon before its end and once after', async () => {
  const nowMs = Date.now();
  const bucket = bucketName('ending');
  const exemption = exemptionOf(bucket, nowMs);
  await store.add(exemption);

  expect(await run(bucket, nowMs)).toEqual([exemption]);
  await run(bucket, nowMs + DAY);
  const [soon] = await eventually(async () => {
    const told = await noticesOf(bucket);
    expect(told).toHaveLength(1);
    return told;
  });
  expect(soon?.subject).toContain(`The exemption of ${bucket} from tls-only ends on`);
  expect(soon?.message).toMatchObject({ stage: 'soon', account: aws.account, region: aws.region });
  expect(soon?.attributes).toMatchObject({
    kind: { Type: 'String', Value: 'exemption-notice' },
    bucket: { Type: 'String.Array', Value: JSON.stringify([bucket]) },
  });

  expect(await run(bucket, nowMs + 6 * DAY)).toEqual([]);
  await run(bucket, nowMs + 7 * DAY);
  await eventually(async () =>
    expect((await noticesOf(bucket)).map(({ message }) => message.stage)).toEqual([
      'soon',
      'ended',
    ]),
  );
});

test('an exemption of the settings is told of once, and again where its end was changed', async () => {
  const nowMs = Date.now();
  const bucket = bucketName('ending-by-settings');
  const exemption = (days: number) => ({
    bucket,
    controls: ['tls-only'],
    reason: 'old clients',
    owner: 'team-web',
    expires: new Date(nowMs + days * DAY).toISOString().slice(0, 10),
  });
  await run(bucket, nowMs, [exemption(3)]);
  await run(bucket, nowMs, [{ ...exemption(3), reason: 'said otherwise' }]);
  await run(bucket, nowMs, [exemption(4)]);
  await eventually(async () =>
    expect(
      (await noticesOf(bucket)).map(({ message }) => message.exemptions[0]?.expires.slice(0, 10)),
    ).toEqual([exemption(3).expires, exemption(4).expires]),
  );
});

test('what is remembered of notices goes by itself, and no look reads it', async () => {
  const nowMs = Date.now();
  const bucket = bucketName('remembered');
  const exemption = exemptionOf(bucket, nowMs);
  await store.add(exemption);
  await run(bucket, nowMs);
  const { Item = {} } = await aws.dynamodb().send(
    new GetItemCommand({
      TableName: table,
      Key: { pk: { S: `bucket#${bucket}` }, sk: { S: `notice#${exemption.id}#soon` } },
    }),
  );
  expect(unmarshall(Item)).toMatchObject({
    untoldTopics: [],
    expiresAt: Math.ceil((Date.parse(exemption.expires) + 30 * DAY) / 1000),
  });
  const recalled = await createJournal(aws.dynamodb(), table, 1).recall(bucket);
  expect(recalled.exemptions).toEqual([exemption]);
  const { Items = [] } = await aws.dynamodb().send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: `bucket#${bucket}` } },
    }),
  );
  const kinds = Items.map(({ sk }) => sk?.S?.split('#')[0]);
  expect(kinds).toEqual(['exempted', 'exemption', 'memory', 'notice']);
});
