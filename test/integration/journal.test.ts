import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { SendMessageBatchCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type JournalEntry, NO_STATE } from '../../shared/core/journal.ts';
import { addStatement } from '../../shared/core/policy/add-statement.ts';
import { tlsOnlyStatement } from '../../shared/core/policy/canonical.ts';
import { newChangeId } from '../../shared/journal/ids.ts';
import { BucketBusyError, createJournal } from '../../shared/journal/journal.ts';
import {
  AlertInbox,
  aws,
  bucketName,
  configEvent,
  driftedBucket,
  endsOf,
  eventually,
  policyOf,
  publicAccessBlockOf,
  serviceCalls,
  stack,
  unheard,
} from './deployed.ts';
import { sqsOfOperator } from './operator.ts';
import { ALL_ON, putPolicy } from './policies.ts';

const inbox = new AlertInbox('journal-alerts');
const journal = createJournal(aws.dynamodb(), stack.JournalTableName, 1);
beforeAll(() => inbox.ready());
afterEach(() => aws.setFaults([]));

const FACETS = ['encryption', 'policy', 'publicAccessBlock'];

/** Every change of a bucket, oldest first. */
async function historyOf(bucket: string): Promise<JournalEntry[]> {
  const answer = await aws.dynamodb().send(
    new QueryCommand({
      TableName: stack.JournalTableName,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
      ExpressionAttributeValues: { ':pk': { S: `bucket#${bucket}` }, ':sk': { S: 'change#' } },
    }),
  );
  const ids = (answer.Items ?? []).map((item) => item['id']?.S ?? '');
  return journal.read(bucket, ids);
}

async function sendTwice(bucket: string): Promise<unknown> {
  const MessageBody = JSON.stringify(configEvent(bucket));
  const sqs = await sqsOfOperator(aws);
  return Promise.all(
    [1, 2].map(() =>
      sqs.send(new SendMessageCommand({ QueueUrl: stack.EventsQueueUrl, MessageBody })),
    ),
  );
}

describe('a repair', () => {
  test('is in the journal with what stood before, applied and told', async () => {
    const bucket = await driftedBucket('recorded');
    await aws.putEvent(configEvent(bucket));
    const alert = await inbox.first(bucket);
    const entries = await eventually(async () => {
      const found = await historyOf(bucket);
      expect(found.map(({ state, alert: told }) => [state, told])).toEqual(
        FACETS.map(() => ['applied', 'told']),
      );
      return found;
    });
    expect(entries.map(({ change }) => change.facet).sort()).toEqual(FACETS);
    const policy = entries.find(({ change }) => change.facet === 'policy');
    expect(policy?.change).toEqual({
      facet: 'policy',
      before: undefined,
      after: await policyOf(bucket),
      controls: ['tls-only'],
    });
    expect(policy?.triggers[0]).toMatchObject({ kind: 'config-evaluation' });
    expect(alert.changes).toHaveLength(3);
  });

  test('costs one journal write before the first write and one after the alert', async () => {
    const bucket = await driftedBucket('counted');
    await aws.clearCalls();
    await aws.putEvent(configEvent(bucket));
    await eventually(async () => expect(await endsOf(bucket)).toEqual(['fixed']));
    const calls = (await aws.calls())
      .filter(({ caller }) => caller === 'service')
      .sort((a, b) => a.time.localeCompare(b.time));
    const order = calls.map(({ operation }) => operation);
    expect(order.filter((operation) => operation === 'TransactWriteItems')).toHaveLength(2);
    expect(order.filter((operation) => operation === 'Query')).toHaveLength(1);
    expect(order.indexOf('TransactWriteItems')).toBeLessThan(
      order.findIndex((name) => name.startsWith('Put')),
    );
    expect(order.lastIndexOf('TransactWriteItems')).toBeGreaterThan(order.lastIndexOf('Publish'));
  });

  test('that cannot be recorded is not made (table denied)', async () => {
    const bucket = await driftedBucket('unrecorded');
    await aws.setFaults([
      { operation: 'TransactWriteItems', caller: 'service', rate: 1, fault: '403' },
    ]);
    await aws.putEvent(configEvent(bucket));
    await eventually(async () => expect(await endsOf(bucket)).toContain('retried'));
    const writes = (await serviceCalls(bucket)).filter(({ operation }) =>
      operation.startsWith('Put'),
    );
    expect(writes).toEqual([]);
    await aws.setFaults([]);
    await eventually(async () => expect((await endsOf(bucket)).at(-1)).toBe('fixed'));
    expect(await inbox.of(bucket)).toHaveLength(1);
  });
});

describe('twice', () => {
  test('two deliveries of one event: one result, one entry a facet, one alert', async () => {
    const bucket = await driftedBucket('twice');
    await sendTwice(bucket);
    await eventually(async () => {
      const ends = (await endsOf(bucket)).filter((end) => end !== 'retried');
      expect(ends).toHaveLength(2);
    });
    expect((await historyOf(bucket)).map(({ change }) => change.facet).sort()).toEqual(FACETS);
    expect(await inbox.of(bucket)).toHaveLength(1);
  });

  test('two buckets in one batch: each gets its own, once', async () => {
    const buckets = [await driftedBucket('first'), await driftedBucket('second')];
    const Entries = [...buckets, ...buckets].map((bucket, index) => ({
      Id: String(index),
      MessageBody: JSON.stringify(configEvent(bucket)),
    }));
    const sqs = await sqsOfOperator(aws);
    await sqs.send(new SendMessageBatchCommand({ QueueUrl: stack.EventsQueueUrl, Entries }));
    for (const bucket of buckets) {
      await eventually(async () => {
        const ends = (await endsOf(bucket)).filter((end) => end !== 'retried');
        expect(ends).toHaveLength(2);
      });
      const entries = await historyOf(bucket);
      expect(entries.map(({ change }) => change.facet).sort()).toEqual(FACETS);
      const policy = entries.find(({ change }) => change.facet === 'policy')?.change.after;
      expect(policy).toBe(await policyOf(bucket));
      expect(policy).toContain(`arn:aws:s3:::${bucket}/*`);
      expect(await inbox.of(bucket)).toHaveLength(1);
    }
  });

  test('two functions at once on one bucket: the second comes back later to a compliant bucket', async () => {
    const bucket = await driftedBucket('raced');
    const hold = await aws.hold({ operation: 'PutBucketPolicy', caller: 'service', bucket });
    await aws.putEvent(configEvent(bucket));
    await hold.reached();
    await aws.putEvent(configEvent(bucket));
    await eventually(async () => expect(await endsOf(bucket)).toContain('retried'));
    await hold.release();
    await eventually(async () =>
      expect(await endsOf(bucket)).toEqual(expect.arrayContaining(['fixed', 'compliant'])),
    );
    expect(await historyOf(bucket)).toHaveLength(3);
    expect(await inbox.of(bucket)).toHaveLength(1);
    expect(JSON.parse(await policyOf(bucket)).Statement).toHaveLength(1);
  });
});

describe('a look that never came back', () => {
  /** What a look leaves that recorded its changes and died: after how many of its writes is up to the caller. */
  async function died(bucket: string, facets: readonly string[]): Promise<void> {
    const nowMs = Date.now();
    const about = {
      kind: 'bucket' as const,
      name: bucket,
      region: aws.region,
      account: aws.account,
      partition: 'aws',
    };
    const after = policyAfter(bucket);
    const entries: JournalEntry[] = [
      { facet: 'policy' as const, before: undefined, after, controls: ['tls-only'] },
      {
        facet: 'publicAccessBlock' as const,
        before: undefined,
        after: ALL_ON,
        controls: ['block-public-access'],
      },
    ]
      .filter(({ facet }) => facets.includes(facet))
      .map((change) => ({
        id: newChangeId(nowMs),
        bucket: about,
        change,
        reasons: Object.fromEntries(change.controls.map((control) => [control, 'it was not set'])),
        triggers: [],
        state: 'intended' as const,
        alert: 'pending' as const,
        intendedAt: new Date(nowMs).toISOString(),
      }));
    await journal.record(
      bucket,
      NO_STATE,
      { ...NO_STATE, open: entries.map(({ id }) => id), leasedUntilMs: nowMs - 1 },
      entries,
    );
  }

  function policyAfter(bucket: string): string {
    return addStatement(undefined, tlsOnlyStatement({ name: bucket, partition: 'aws' }));
  }

  test('after recording, before any write: recorded changes are closed as failed, and made anew', async () => {
    const bucket = await driftedBucket('died');
    await died(bucket, ['policy', 'publicAccessBlock']);
    await aws.putEvent(configEvent(bucket));
    await eventually(async () => expect(await endsOf(bucket)).toEqual(['fixed']));
    const entries = await historyOf(bucket);
    expect(entries.map(({ state }) => state).sort()).toEqual([
      'applied',
      'applied',
      'applied',
      'failed',
      'failed',
    ]);
    expect(await inbox.of(bucket)).toHaveLength(1);
    expect((await publicAccessBlockOf(bucket))?.BlockPublicPolicy).toBe(true);
  });

  test('after a write, before the alert: the write is settled as applied and told, once', async () => {
    const bucket = await driftedBucket('died');
    await died(bucket, ['policy']);
    const Policy = policyAfter(bucket);
    await unheard(() => putPolicy(bucket, Policy));
    await sendTwice(bucket);
    const alert = await inbox.first(bucket);
    expect(alert.changes.map(({ facet }) => facet).sort()).toEqual(FACETS);
    expect(alert.controls.find(({ id }) => id === 'tls-only')).toMatchObject({
      status: 'fixed',
      reason: 'it was not set',
    });
    await eventually(async () => {
      const entries = await historyOf(bucket);
      expect(
        entries.every(({ state, alert: told }) => state === 'applied' && told === 'told'),
      ).toBe(true);
      expect(entries).toHaveLength(3);
    });
    expect(await inbox.of(bucket)).toHaveLength(1);
    expect(await policyOf(bucket)).toBe(Policy);
  });
});

describe('the table', () => {
  const about = {
    kind: 'bucket' as const,
    name: bucketName('table'),
    region: 'us-east-1',
    account: '000000000000',
    partition: 'aws',
  };
  const entry = (before: string): JournalEntry => ({
    id: newChangeId(Date.now()),
    bucket: about,
    change: { facet: 'policy', before, after: '{}', controls: ['tls-only'] },
    reasons: {},
    triggers: [],
    state: 'intended',
    alert: 'pending',
    intendedAt: new Date().toISOString(),
  });

  test('takes a value that is too large for an item, and gives it back to the byte', async () => {
    const large = entry(`{"Id":"${'ö€😀 '.repeat(120_000)}"}`);
    const state = { ...NO_STATE, open: [large.id] };
    await journal.record(about.name, NO_STATE, state, [large]);
    expect(await journal.read(about.name, [large.id])).toEqual([large]);
    expect(await journal.recall(about.name)).toEqual({
      state: { ...state, version: 1 },
      exemptions: [],
    });
  });

  test('closes no change that has expired, and none over what a person undid', async () => {
    const bucket = { ...about, name: bucketName('table') };
    const undone: JournalEntry = { ...entry('a'), bucket, state: 'undone' };
    await journal.record(bucket.name, NO_STATE, NO_STATE, [undone]);
    const seen = { ...NO_STATE, version: 1 };
    const close = (id: string, state?: JournalEntry['state']) =>
      journal.close(bucket.name, seen, NO_STATE, [{ id, state, alert: 'none' }]);
    await expect(close('expired')).rejects.toThrow(BucketBusyError);
    await expect(close(undone.id, 'applied')).rejects.toThrow(BucketBusyError);
    await close(undone.id);
    expect(await journal.read(bucket.name, ['expired', undone.id])).toEqual([
      { ...undone, alert: 'none' },
    ]);
  });

  test('takes a record only of whoever read the last state, all or nothing', async () => {
    const bucket = { ...about, name: bucketName('table') };
    const [first, second] = [entry('a'), entry('b')].map((made) => ({ ...made, bucket }));
    if (first === undefined || second === undefined) throw new Error('two entries were made');
    await journal.record(bucket.name, NO_STATE, NO_STATE, [first]);
    await expect(journal.record(bucket.name, NO_STATE, NO_STATE, [second])).rejects.toThrow(
      BucketBusyError,
    );
    expect(await journal.read(bucket.name, [first.id, second.id])).toEqual([first]);
  });
});
