import { setTimeout as sleep } from 'node:timers/promises';
import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { type BucketLocationConstraint, CreateBucketCommand } from '@aws-sdk/client-s3';
import { ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTrail } from '../../local/start-trail.ts';
import { tellDeployed } from '../../local/tell-deployed.ts';
import { recordedChanges } from '../../scripts/chaos/history.ts';
import { lookAt } from '../../scripts/chaos/sight.ts';
import type { SweepMessage } from '../../shared/core/sweep-summary/schema.ts';
import { sweepKey } from '../../shared/sweep/items.ts';
import { eventually } from './deployed.ts';
import { sqsOfOperator } from './operator.ts';
import { type OwnAws, startOwnAws } from './own-aws.ts';
import { grantedActions, usedActions } from './role-actions.ts';
import { wardenAt } from './warden.ts';

const ABROAD = 'eu-west-1';
const DRIFTED = ['drifted-1', 'drifted-2', 'drifted-3'];
const ALL = [...DRIFTED, 'drifted-abroad'];

let own: OwnAws;
/** The summaries that were published to the alerts topic. */
const told: SweepMessage[] = [];

beforeAll(async () => {
  own = await startOwnAws('sweep.config.ts');
  await startTrail(own.aws);
  for (const bucket of DRIFTED) await own.drift(bucket);
  await own.aws.s3(undefined, { region: ABROAD }).send(
    new CreateBucketCommand({
      Bucket: 'drifted-abroad',
      CreateBucketConfiguration: { LocationConstraint: ABROAD as BucketLocationConstraint },
    }),
  );
});
afterAll(() => own.aws.stop());

/** Has a sweep begin: as a person asks for it, or by a message that an operator puts on the queue of the steps. */
async function start(message: { readonly trigger: string }): Promise<unknown> {
  const isPerson = message.trigger === 'person';
  const sqs = isPerson ? own.aws.sqs() : await sqsOfOperator(own.aws);
  const { SweepQueueUrl, SweepRequestsQueueUrl } = own.stack;
  const QueueUrl = isPerson ? SweepRequestsQueueUrl : SweepQueueUrl;
  const MessageBody = JSON.stringify({ kind: 'start', ...message });
  return sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
}

async function receive(): Promise<SweepMessage[]> {
  const { Messages = [] } = await own.aws
    .sqs()
    .send(new ReceiveMessageCommand({ QueueUrl: own.aws.alertsQueueUrl, MaxNumberOfMessages: 10 }));
  const published = Messages.map(({ Body = '{}' }) => JSON.parse(JSON.parse(Body).Message));
  told.push(...published.filter(({ schema }) => schema === 'bucket-warden/sweep-summary'));
  return told;
}

/** The summary number `count`, counted from 1, once it is there. */
function summaryNumber(count: number): Promise<SweepMessage> {
  return eventually(async () => {
    const summary = (await receive())[count - 1];
    if (summary === undefined) throw new Error('the sweep is not done yet');
    return summary;
  });
}

async function writes(): Promise<string[]> {
  return (await own.aws.calls())
    .filter(({ caller, bucket }) => caller === 'service' && bucket !== null && ALL.includes(bucket))
    .map(({ operation }) => operation)
    .filter((operation) => operation.startsWith('Put'));
}

/** What the function logged that says so. */
async function logged(what: string): Promise<Record<string, unknown>[]> {
  const lines = await own.aws.logs(own.stack.SweepFunctionName);
  return lines.filter((line) => line.includes(what)).map((line) => JSON.parse(line));
}

test('the first deployment has every bucket looked at, writes nothing and says what it would change', async () => {
  await tellDeployed(own.aws);
  const summary = await summaryNumber(1);
  expect(summary).toMatchObject({
    schema: 'bucket-warden/sweep-summary',
    trigger: 'deployment',
    mode: 'audit',
    isFirst: true,
    fixed: [],
  });
  // The buckets of stacks are as their templates say: those are compliant.
  expect(summary.outcomes.audited).toBe(ALL.length);
  expect(summary.outcomes.compliant).toBe(summary.buckets - ALL.length);
  expect(await writes()).toEqual([]);
  expect(await recordedChanges(own.aws.dynamodb(), own.stack.JournalTableName)).toEqual([]);
});

test('another deployment starts no sweep', async () => {
  await tellDeployed(own.aws);
  await sleep(3_000);
  expect(await receive()).toHaveLength(1);
});

test('the schedule leaves the first audit half a day to be read', async () => {
  await start({ trigger: 'schedule' });
  await eventually(async () =>
    expect(await logged('the first audit is left time to be read')).toHaveLength(1),
  );
  expect(await receive()).toHaveLength(1);
  await own.aws.dynamodb().send(
    new UpdateItemCommand({
      TableName: own.stack.JournalTableName,
      Key: sweepKey(told[0]?.id ?? ''),
      UpdateExpression: 'SET startedAt = :yesterday',
      ExpressionAttributeValues: {
        ':yesterday': { S: new Date(Date.now() - 24 * 3_600_000).toISOString() },
      },
    }),
  );
});

test('a sweep repairs every bucket in its own Region, and tells of all of them in one message', async () => {
  // Twice at the same moment: two never overlap.
  await Promise.all([start({ trigger: 'schedule' }), start({ trigger: 'schedule' })]);
  const summary = await summaryNumber(2);
  expect(summary).toMatchObject({ trigger: 'schedule', mode: 'by-settings', isFirst: false });
  expect(summary.outcomes).toMatchObject({ fixed: ALL.length, audited: 0, unavailable: 0 });
  expect(summary.worst).toEqual([]);
  expect(summary.fixed.length).toBeGreaterThan(0);
  expect(summary.unforwarded).toEqual([{ region: ABROAD, buckets: 1 }]);
  for (const bucket of DRIFTED) {
    const { algorithm, blocked, statements } = await lookAt(own.aws.s3(), bucket);
    expect(algorithm).toBe('aws:kms');
    expect(blocked).toHaveLength(4);
    expect(statements.map(({ Sid }) => Sid)).toEqual(['DenyInsecureTransport']);
  }
  const abroad = await lookAt(own.aws.s3(undefined, { region: ABROAD }), 'drifted-abroad');
  expect(abroad.algorithm).toBe('aws:kms');

  const changes = await recordedChanges(own.aws.dynamodb(), own.stack.JournalTableName);
  expect(changes.length).toBeGreaterThan(ALL.length);
  expect(new Set(changes.map(({ state, alert }) => `${state} ${alert}`))).toEqual(
    new Set(['applied told']),
  );
  await sleep(3_000);
  expect(await receive()).toHaveLength(2);
});

test('the compliance by control is there as metrics', async () => {
  const metrics = await logged('"NoncompliantBuckets"');
  const ofTls = metrics.filter(({ control }) => control === 'tls-only');
  expect(ofTls.map((line) => line['NoncompliantBuckets'])).toEqual([
    told[0]?.controls.find(({ id }) => id === 'tls-only')?.audited,
    0,
  ]);
  expect(ofTls.at(-1)).toMatchObject({ CompliantBuckets: told[1]?.buckets, ExemptBuckets: 0 });
});

test('a sweep of what is compliant writes nothing and has one quiet line', async () => {
  const before = await writes();
  await start({ trigger: 'person' });
  const summary = await summaryNumber(3);
  expect(summary.outcomes.compliant).toBe(summary.buckets);
  expect(await writes()).toEqual(before);
});

test('warden sweep: starts one, follows it and says how it ended', async () => {
  const { stdout, stderr, exitCode } = await wardenAt(own.aws, 'sweep.config.ts')(
    'sweep',
    '--audit',
  );
  expect(stderr).toBe('');
  expect(stdout).toMatch(/^Sweep \S+ {2}started by a person \(000000000000\); writes nothing$/m);
  expect(stdout).toMatch(/^Ended/m);
  expect(stdout).toMatch(/^tls-only +\d/m);
  expect(exitCode).toBe(0);
  await summaryNumber(4);
});

test('warden sweep --status: shows the latest and starts none', async () => {
  const { stdout, exitCode } = await wardenAt(
    own.aws,
    'sweep.config.ts',
  )(...['sweep', '--status', '--json']);
  expect(JSON.parse(stdout)).toMatchObject({
    ...{ trigger: 'person', mode: 'audit', askedBy: own.aws.account },
  });
  expect(exitCode).toBe(0);
  expect(await receive()).toHaveLength(4);
});

test('what a person exempted is left alone, and counted so', async () => {
  const warden = wardenAt(own.aws, 'sweep.config.ts');
  await own.drift('drifted-exempt');
  const words = ['--control', 'tls-only', '--reason', 'old clients', '--for', '30'];
  const { stderr } = await warden('exempt', 'drifted-exempt', ...words);
  expect(stderr).toBe('');
  await start({ trigger: 'person' });
  const summary = await summaryNumber(5);
  expect(summary.controls.find(({ id }) => id === 'tls-only')).toMatchObject({ exempt: 1 });
  expect(summary.outcomes).toMatchObject({ fixed: 1, compliant: summary.buckets - 1 });
  const { statements, blocked } = await lookAt(own.aws.s3(), 'drifted-exempt');
  expect(statements).toEqual([]);
  expect(blocked).toHaveLength(4);
});

test('a summary that could not be published is told later, and once', async () => {
  await own.aws.setFaults([{ operation: 'Publish', caller: 'service', rate: 1, fault: '500' }]);
  await start({ trigger: 'person' });
  await eventually(async () =>
    expect(await logged('a message of the sweep is tried later')).not.toEqual([]),
  );
  await own.aws.setFaults([]);
  await summaryNumber(6);
  await sleep(3_000);
  expect(await receive()).toHaveLength(6);
});

test('a message that is no step of a sweep ends in the dead-letter queue with the reason', async () => {
  await start({ trigger: 'nobody' });
  await eventually(async () => {
    const { Messages = [] } = await own.aws.sqs().send(
      new ReceiveMessageCommand({
        QueueUrl: own.stack.SweepDeadLetterQueueUrl,
        MessageAttributeNames: ['All'],
        VisibilityTimeout: 0,
      }),
    );
    expect(Messages[0]?.MessageAttributes?.['error']?.StringValue).toMatch(/trigger/);
  });
});

test('the role is granted exactly what a sweep calls', async () => {
  const { aws, stack } = own;
  expect(await usedActions(aws)).toEqual(await grantedActions(aws, stack.SweepRoleArn));
});
