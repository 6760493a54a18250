import { CreateBucketCommand } from '@aws-sdk/client-s3';
import {
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { eventFixtures, OWN, OWN_SESSION } from '../core/events/fixtures.ts';
import {
  AlertInbox,
  aws,
  bucketName,
  configEvent,
  driftedBucket,
  endsOf,
  eventually,
  logLines,
  ownSession,
  policyOf,
  publicAccessBlockOf,
  s3,
  serviceCalls,
  stack,
  unheard,
} from './deployed.ts';
import { sqsOfOperator } from './operator.ts';
import { policyFor, putPolicy, sidsOf } from './policies.ts';
import { warden, wardenJson } from './warden.ts';

const inbox = new AlertInbox('failure-alerts');
beforeAll(() => inbox.ready());
afterEach(() => aws.setFaults([]));

const service = { caller: 'service', rate: 1 } as const;

const dead: Message[] = [];

/** What has arrived in the dead-letter queue so far and mentions the text. */
async function deadLetters(text: string): Promise<Message[]> {
  const QueueUrl = stack.DeadLetterQueueUrl;
  const { Messages = [] } = await aws.sqs().send(
    new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: 10,
      MessageAttributeNames: ['All'],
    }),
  );
  for (const { ReceiptHandle } of Messages) {
    await aws.sqs().send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
  }
  dead.push(...Messages);
  return dead.filter((message) => message.Body?.includes(text));
}

async function send(body: string): Promise<unknown> {
  const sqs = await sqsOfOperator(aws);
  return sqs.send(new SendMessageCommand({ QueueUrl: stack.EventsQueueUrl, MessageBody: body }));
}

/** A fixture's text as if it spoke of the local account. */
function toOurs(body: string): string {
  return body.replaceAll(OWN_SESSION, ownSession).replaceAll(OWN.account, aws.account);
}

describe('S3 does not answer properly', () => {
  test.each(['503', '500', 'reset'] as const)(
    '%s on a read: nothing is guessed, the queue tries again',
    async (fault) => {
      const bucket = await driftedBucket('unanswered');
      await aws.setFaults([{ ...service, operation: 'GetBucketPolicy', fault }]);
      await aws.putEvent(configEvent(bucket));
      await eventually(async () => expect(await endsOf(bucket)).toContain('retried'));
      const operations = (await serviceCalls(bucket)).map((call) => call.operation);
      expect(operations).not.toContain('PutBucketPolicy');
      expect(operations).toContain('PutPublicAccessBlock');

      await aws.setFaults([]);
      await eventually(async () => expect((await endsOf(bucket)).at(-1)).toBe('fixed'));
      expect(JSON.parse(await policyOf(bucket)).Statement).toHaveLength(1);
      const alerts = await inbox.of(bucket);
      expect(alerts.flatMap((alert) => alert.changes.map((change) => change.facet)).sort()).toEqual(
        ['encryption', 'policy', 'publicAccessBlock'],
      );
    },
  );

  test('a conflict (409) on a write is tried again in place', async () => {
    const bucket = await driftedBucket('conflict');
    await aws.setFaults([{ ...service, operation: 'PutBucketPolicy', fault: '409' }]);
    await aws.putEvent(configEvent(bucket));
    await eventually(async () => expect(await endsOf(bucket)).toContain('retried'));
    const tries = (await serviceCalls(bucket)).filter(
      (call) => call.operation === 'PutBucketPolicy',
    );
    expect(tries.length).toBeGreaterThanOrEqual(3);
    expect(tries.every((call) => call.status === 409)).toBe(true);

    await aws.setFaults([]);
    await eventually(async () => expect((await endsOf(bucket)).at(-1)).toBe('fixed'));
    expect(JSON.parse(await policyOf(bucket)).Statement).toHaveLength(1);
  });

  test('after its time a message goes to the dead-letter queue with its last error, tried ever more slowly', async () => {
    const bucket = await driftedBucket('hopeless');
    await aws.setFaults([{ ...service, operation: 'GetBucketEncryption', fault: '503' }]);
    await aws.putEvent(configEvent(bucket));
    await eventually(async () => expect((await endsOf(bucket)).at(-1)).toBe('dead-lettered'));
    const [message] = await eventually(async () => {
      const found = await deadLetters(bucket);
      expect(found).toHaveLength(1);
      return found;
    });
    expect(message?.MessageAttributes?.['error']?.StringValue).toMatch(
      /ReconcileIncompleteError.*SlowDown/,
    );
    expect(Number(message?.MessageAttributes?.['receives']?.StringValue)).toBeGreaterThan(2);
    const ends = await endsOf(bucket);
    expect(ends.filter((end) => end === 'dead-lettered')).toHaveLength(1);
  });
});

describe('permission is missing', () => {
  test('a denied read is told about and never written over (Cloud Custodian took it for an empty policy)', async () => {
    const bucket = await driftedBucket('unreadable');
    const policy = policyFor(bucket, 'mine');
    await unheard(() => putPolicy(bucket, policy));
    await aws.setFaults([{ ...service, operation: 'GetBucketPolicy', fault: '403' }]);
    await aws.putEvent(configEvent(bucket));
    const alert = await inbox.first(bucket);
    expect(alert.controls.find((control) => control.id === 'tls-only')).toMatchObject({
      status: 'blocked',
      reason: 'the bucket policy could not be read',
      obstacle: { kind: 'access-denied' },
    });
    expect(JSON.parse(await policyOf(bucket))).toEqual(JSON.parse(policy));
    expect((await publicAccessBlockOf(bucket))?.BlockPublicPolicy).toBe(true);
    expect(await endsOf(bucket)).toEqual(['fixed']);
  });

  test('a denied write is told about, and the other facets are written', async () => {
    const bucket = await driftedBucket('unwritable');
    await aws.setFaults([{ ...service, operation: 'PutPublicAccessBlock', fault: '403' }]);
    await aws.putEvent(configEvent(bucket));
    const alert = await inbox.first(bucket);
    expect(alert.controls.find((control) => control.id === 'block-public-access')).toMatchObject({
      status: 'blocked',
      obstacle: { kind: 'access-denied' },
    });
    expect(JSON.parse(await policyOf(bucket)).Statement).toHaveLength(1);
  });
});

describe("S3 does not take the service's credentials in the bucket's Region", () => {
  const READS = ['GetBucketPolicy', 'GetBucketEncryption', 'GetPublicAccessBlock'];
  const told = { status: 'blocked', obstacle: { kind: 'credentials-refused' } };
  const refusing = (code: string, operations: readonly string[]) =>
    aws.setFaults(
      operations.map((operation) => ({
        ...service,
        ...{ operation, fault: 'error', error: { status: 400, code, message: 'no' } },
      })),
    );

  test.each(['InvalidToken', 'IllegalLocationConstraintException'])(
    '%s on a read is told once, at once, and is not tried again',
    async (code) => {
      const bucket = await driftedBucket('opt-in-region');
      await refusing(code, READS);
      for (const count of [1, 2]) {
        await aws.putEvent(configEvent(bucket));
        await eventually(async () => expect(await endsOf(bucket)).toHaveLength(count));
      }
      expect(await endsOf(bucket)).toEqual(['blocked', 'blocked']);
      const [alert, ...more] = await inbox.of(bucket);
      expect(more).toEqual([]);
      for (const control of alert?.controls ?? []) expect(control).toMatchObject(told);
    },
  );

  test('InvalidToken on a write is about the credentials, not about the policy', async () => {
    const bucket = await driftedBucket('opt-in-write');
    await refusing('InvalidToken', ['PutBucketPolicy']);
    await aws.putEvent(configEvent(bucket));
    const alert = await inbox.first(bucket);
    expect(alert.controls.find(({ id }) => id === 'tls-only')).toMatchObject(told);
    expect(alert.changes.map(({ facet }) => facet)).toEqual(['encryption', 'publicAccessBlock']);
    await eventually(async () => expect(await endsOf(bucket)).toEqual(['fixed']));
  });
});

describe('the alert cannot be published', () => {
  test('it is told once SNS answers again, and the fix is not repeated', async () => {
    const bucket = await driftedBucket('untold');
    await aws.setFaults([{ ...service, operation: 'Publish', fault: '500' }]);
    await aws.clearCalls();
    await aws.putEvent(configEvent(bucket));
    await eventually(async () => expect(await endsOf(bucket)).toContain('retried'));
    expect(await inbox.of(bucket)).toEqual([]);
    await aws.setFaults([]);
    await inbox.first(bucket);
    const writes = (await serviceCalls(bucket)).filter((call) => call.operation.startsWith('Put'));
    expect(writes.map((call) => call.operation)).toEqual([
      'PutBucketEncryption',
      'PutBucketPolicy',
      'PutPublicAccessBlock',
    ]);
    expect(await inbox.of(bucket)).toHaveLength(1);
  });
});

describe('the policy moves between the first read and the write', () => {
  test('it is decided again on what is there now: the edit is kept', async () => {
    const bucket = await driftedBucket('moving');
    // The look waits for this read while its read of the policy is long done.
    const hold = await aws.hold({ operation: 'GetPublicAccessBlock', caller: 'service', bucket });
    await aws.putEvent(configEvent(bucket));
    await hold.reached();
    await eventually(async () => {
      const reads = (await serviceCalls(bucket)).filter(
        (call) => call.operation === 'GetBucketPolicy',
      );
      expect(reads).toHaveLength(1);
    });
    await unheard(() => putPolicy(bucket, policyFor(bucket, 'edit')));
    await hold.release();
    const alert = await inbox.first(bucket);
    expect(await sidsOf(bucket)).toEqual(['edit', 'DenyInsecureTransport']);
    const change = alert.changes.find(({ facet }) => facet === 'policy');
    expect(JSON.parse(change?.before as string)).toEqual(JSON.parse(policyFor(bucket, 'edit')));

    // What the journal has is the edit too, so that this is what an undo puts back.
    const id = change?.id ?? '';
    const edited = { before: policyFor(bucket, 'edit'), after: await policyOf(bucket) };
    expect((await wardenJson('show', id)).change).toMatchObject(edited);
    await eventually(async () => expect(await endsOf(bucket)).toEqual(['fixed']));
    expect(await warden('undo', id, '--reason', 'r', '--yes')).toMatchObject({ exitCode: 0 });
    expect(await policyOf(bucket)).toBe(edited.before);
  });
});

describe('messages that are no events of ours', () => {
  test('none stops the others of its batch, and each ends as it should', async () => {
    const bucket = await driftedBucket('neighbour');
    const mark = bucketName('mark');
    const strangers = eventFixtures().filter(({ expect: outcome }) => outcome !== 'reconcile');
    await Promise.all([
      ...strangers.map(({ body }) => send(toOurs(body))),
      send(`no JSON at all ${mark}`),
      send(JSON.stringify(configEvent(bucket))),
    ]);
    await inbox.first(bucket);
    const malformed = strangers.filter(({ expect: outcome }) => outcome === 'malformed');
    await eventually(async () => {
      const ends = (await aws.logs()).filter((line) => line.includes('"message ended"'));
      const ignored = ends.filter((line) => line.includes('"outcome":"ignored"')).length;
      const dead = ends.filter((line) => line.includes('"outcome":"dead-lettered"')).length;
      expect(ignored).toBeGreaterThanOrEqual(strangers.length - malformed.length);
      expect(dead).toBeGreaterThanOrEqual(malformed.length + 1);
    });
    const [message] = await eventually(async () => {
      const found = await deadLetters(mark);
      expect(found.length).toBeGreaterThan(0);
      return found;
    });
    expect(message?.Body).toBe(`no JSON at all ${mark}`);
    expect(message?.MessageAttributes?.['error']?.StringValue).toContain('JSON');
    expect(message?.MessageAttributes?.['receives']?.StringValue).toBe('1');
  });

  test("the function's own check ignores the service's own calls, should the rule let one through", async () => {
    const Bucket = bucketName('own');
    await unheard(() => s3.send(new CreateBucketCommand({ Bucket })));
    const own = {
      source: 'aws.s3',
      'detail-type': 'AWS API Call via CloudTrail',
      account: aws.account,
      region: aws.region,
      detail: {
        eventSource: 's3.amazonaws.com',
        eventName: 'PutBucketPolicy',
        eventTime: '2026-11-21T00:00:00Z',
        awsRegion: aws.region,
        requestParameters: { bucketName: Bucket },
        userIdentity: { type: 'AssumedRole', arn: ownSession },
      },
    };
    const before = (await aws.logs()).length;
    await send(JSON.stringify(own));
    await eventually(async () => {
      const lines = (await aws.logs()).slice(before).join('\n');
      expect(lines).toMatch(/"outcome":"ignored".*own-change/);
    });
    expect(await serviceCalls(Bucket)).toEqual([]);
    expect(await logLines(Bucket)).toEqual([]);
  });
});
