import { LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { DeleteBucketPolicyCommand } from '@aws-sdk/client-s3';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { JournalEntry } from '../../shared/core/journal.ts';
import { createJournal } from '../../shared/journal/journal.ts';
import {
  AlertInbox,
  aws,
  configEvent,
  driftedBucket,
  endsOf,
  eventually,
  policyOf,
  s3,
  serviceCalls,
  stack,
  unheard,
} from './deployed.ts';
import { policyFor, putPolicy, sidsOf } from './policies.ts';
import { warden, wardenJson } from './warden.ts';

const inbox = new AlertInbox('overwritten-alerts');
beforeAll(() => inbox.ready());
afterEach(async () => {
  await aws.setEvents({});
  await aws.setFaults([]);
});

/** Waits for the beginning of a second, so that what happens next happens within it. */
async function startOfSecond(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 1020 - (Date.now() % 1000)));
}

test('an edit between the last read and the write is put back with the statement on top, and told about', async () => {
  const bucket = await driftedBucket('overwritten');
  const hold = await aws.hold({ operation: 'PutBucketPolicy', caller: 'service', bucket });
  await aws.putEvent(configEvent(bucket));
  await hold.reached();
  await startOfSecond();
  await putPolicy(bucket, policyFor(bucket, 'edit'));
  await hold.release();
  await eventually(async () =>
    expect(await sidsOf(bucket)).toEqual(['edit', 'DenyInsecureTransport']),
  );
  const alert = await eventually(async () => {
    const found = (await inbox.of(bucket)).find(({ controls }) =>
      controls.some(({ reason }) => reason?.includes('it is put back')),
    );
    if (found === undefined) throw new Error('the edit was put back, and nobody was told yet');
    return found;
  });
  expect(alert.outcome).toBe('fixed');
  expect(JSON.parse(alert.changes[0]?.before as string).Statement[0].Sid).toBe(
    'DenyInsecureTransport',
  );
  await new Promise((resolve) => setTimeout(resolve, 3000));
  expect(await sidsOf(bucket)).toEqual(['edit', 'DenyInsecureTransport']);
  expect(await inbox.of(bucket)).toHaveLength(2);
});

test('an edit that was written over by a write whose answer was lost is put back too', async () => {
  const bucket = await driftedBucket('lost-answer');
  const hold = await aws.hold({ operation: 'PutBucketPolicy', caller: 'service', bucket });
  await aws.putEvent(configEvent(bucket));
  await hold.reached();
  await startOfSecond();
  // Its event comes when the look that wrote over it is long done.
  await aws.setEvents({ delayMs: 3000 });
  await putPolicy(bucket, policyFor(bucket, 'edit'));
  await aws.setFaults([
    { operation: 'PutBucketPolicy', caller: 'service', rate: 1, fault: 'lost' },
  ]);
  await hold.release();
  await eventually(async () => expect(await endsOf(bucket)).toContain('retried'));
  expect(await sidsOf(bucket)).toEqual(['DenyInsecureTransport']);
  await aws.setFaults([]);
  await eventually(async () =>
    expect(await sidsOf(bucket)).toEqual(['edit', 'DenyInsecureTransport']),
  );
  await eventually(async () => {
    const policies = (await inbox.of(bucket)).flatMap(({ changes }) =>
      changes.filter(({ facet }) => facet === 'policy'),
    );
    expect(policies.map(({ after }) => JSON.parse(after as string).Statement[0].Sid)).toEqual([
      'DenyInsecureTransport',
      'edit',
    ]);
  });
});

test('a deletion that was written over is restored as CloudTrail has it: nothing of the policy is kept', async () => {
  const bucket = await driftedBucket('deleted-over');
  await unheard(() => putPolicy(bucket, policyFor(bucket, 'dropped')));
  const hold = await aws.hold({ operation: 'PutBucketPolicy', caller: 'service', bucket });
  await aws.putEvent(configEvent(bucket));
  await hold.reached();
  await startOfSecond();
  await s3.send(new DeleteBucketPolicyCommand({ Bucket: bucket }));
  await hold.release();
  await eventually(async () => expect(await sidsOf(bucket)).toEqual(['DenyInsecureTransport']));
});

test('a genuine event that is sent again restores nothing a second time', async () => {
  const bucket = await driftedBucket('replayed');
  const hold = await aws.hold({ operation: 'PutBucketPolicy', caller: 'service', bucket });
  await aws.putEvent(configEvent(bucket));
  await hold.reached();
  // In another second than that in which the bucket was made: within one, nobody knows which came first.
  await startOfSecond();
  await putPolicy(bucket, policyFor(bucket, 'edit'));
  await hold.release();
  await eventually(async () =>
    expect(await sidsOf(bucket)).toEqual(['edit', 'DenyInsecureTransport']),
  );
  const { Events = [] } = await aws.cloudTrail().send(
    new LookupEventsCommand({
      LookupAttributes: [{ AttributeKey: 'ResourceName', AttributeValue: bucket }],
    }),
  );
  const records = Events.map(({ CloudTrailEvent = '{}' }) => JSON.parse(CloudTrailEvent));
  const genuine = records.find(
    ({ eventName, userIdentity }) =>
      eventName === 'PutBucketPolicy' && userIdentity.type === 'Root',
  );
  const before = (await endsOf(bucket)).length;
  await aws.putEvent({
    source: 'aws.s3',
    'detail-type': 'AWS API Call via CloudTrail',
    detail: genuine,
  });
  await eventually(async () => expect((await endsOf(bucket)).slice(before)).toContain('compliant'));
  expect(await sidsOf(bucket)).toEqual(['edit', 'DenyInsecureTransport']);
  const writes = (await serviceCalls(bucket)).filter(
    ({ operation }) => operation === 'PutBucketPolicy',
  );
  expect(writes).toHaveLength(2);
});

describe('an edit that a message tells of and CloudTrail does not', () => {
  /** A repaired bucket, and a message that says that somebody edited its policy in the second of the repair. */
  async function forge(hint: string, edit: (bucket: string) => object) {
    const bucket = await driftedBucket(hint);
    await unheard(() => putPolicy(bucket, policyFor(bucket, 'own')));
    await aws.putEvent(configEvent(bucket));
    await eventually(async () => expect(await endsOf(bucket)).toEqual(['fixed']));
    const { state } = await createJournal(aws.dynamodb(), stack.JournalTableName, 1).recall(bucket);
    const secondMs = Math.floor((state.policyWrites[0]?.readFromMs ?? 0) / 1000) * 1000;
    await aws.putEvent({
      source: 'aws.s3',
      'detail-type': 'AWS API Call via CloudTrail',
      detail: {
        eventID: crypto.randomUUID(),
        eventSource: 's3.amazonaws.com',
        eventTime: new Date(secondMs).toISOString().replace('.000', ''),
        awsRegion: aws.region,
        userIdentity: {
          type: 'IAMUser',
          userName: 'ceo',
          arn: `arn:aws:iam::${aws.account}:user/ceo`,
        },
        recipientAccountId: aws.account,
        ...edit(bucket),
      },
    });
    return bucket;
  }

  test.each([
    [
      'a policy for a foreign account',
      (bucket: string) => ({
        eventName: 'PutBucketPolicy',
        requestParameters: {
          bucketName: bucket,
          bucketPolicy: {
            Version: '2012-10-17',
            Statement: [
              {
                Sid: 'Forged',
                Effect: 'Allow',
                Principal: { AWS: 'arn:aws:iam::999988887777:root' },
                Action: 's3:*',
                Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
              },
            ],
          },
        },
      }),
      1,
    ],
    [
      "a deletion, which would drop the owner's statement",
      (bucket: string) => ({
        eventName: 'DeleteBucketPolicy',
        requestParameters: { bucketName: bucket },
      }),
      0,
    ],
  ])(
    '%s is never written; it is told as not confirmed, without a command',
    async (_what, edit, kept) => {
      const bucket = await forge('forged', edit);
      const alert = await eventually(async () => {
        const found = (await inbox.of(bucket)).find(({ outcome }) => outcome === 'blocked');
        if (found === undefined) throw new Error('nobody was told yet');
        return found;
      });
      const tls = alert.controls.find(({ id }) => id === 'tls-only');
      expect(tls?.obstacle?.kind).toBe('edit-unconfirmed');
      expect(tls?.obstacle?.keptAs).toHaveLength(kept);
      expect(await sidsOf(bucket)).toEqual(['own', 'DenyInsecureTransport']);
    },
  );
});

test('two edits in one second: nothing is guessed, both documents are kept and told about', async () => {
  const bucket = await driftedBucket('unclear');
  const hold = await aws.hold({ operation: 'PutBucketPolicy', caller: 'service', bucket });
  await aws.putEvent(configEvent(bucket));
  await hold.reached();
  await startOfSecond();
  await putPolicy(bucket, policyFor(bucket, 'first'));
  await putPolicy(bucket, policyFor(bucket, 'second'));
  await hold.release();
  const alert = await eventually(async () => {
    const found = (await inbox.of(bucket)).find(({ outcome }) => outcome === 'blocked');
    if (found === undefined) throw new Error('nobody was told yet');
    return found;
  });
  const tls = alert.controls.find(({ id }) => id === 'tls-only');
  expect(tls?.obstacle?.kind).toBe('edit-overwritten');
  const kept = tls?.obstacle?.keptAs ?? [];
  const documents = await Promise.all(kept.map((id) => warden('show', id, '--after')));
  expect(documents.map(({ stdout }) => JSON.parse(stdout).Statement[0].Sid).sort()).toEqual([
    'first',
    'second',
  ]);
  expect(await sidsOf(bucket)).toEqual(['DenyInsecureTransport']);
});

describe("an undo by a person in the second of the service's own write", () => {
  /** CloudTrail's word of an undo, which says the second and no more. */
  function undoEvent(bucket: string, secondMs: number, policy: string | undefined) {
    const call = policy === undefined ? 'DeleteBucketPolicy' : 'PutBucketPolicy';
    return {
      source: 'aws.s3',
      'detail-type': 'AWS API Call via CloudTrail',
      detail: {
        eventID: `${bucket}-${secondMs}`,
        eventSource: 's3.amazonaws.com',
        eventName: call,
        eventTime: new Date(secondMs).toISOString().replace('.000', ''),
        awsRegion: aws.region,
        userIdentity: { type: 'Root', arn: `arn:aws:iam::${aws.account}:root` },
        requestParameters: {
          bucketName: bucket,
          ...(policy === undefined ? {} : { bucketPolicy: JSON.parse(policy) }),
        },
        recipientAccountId: aws.account,
      },
    };
  }

  test.each([
    ['of a policy that had been there', 'writtenAtMs', true],
    ['of a policy that had been there, in that of the first read', 'readFromMs', true],
    ['of the first policy', 'writtenAtMs', false],
    ['of the first policy, in that of the first read', 'readFromMs', false],
  ] as const)('%s is no edit that was written over', async (_situation, moment, hasPolicy) => {
    const bucket = await driftedBucket('undone');
    const own = hasPolicy ? policyFor(bucket, 'own') : undefined;
    if (own !== undefined) await unheard(() => putPolicy(bucket, own));
    await aws.putEvent(configEvent(bucket));
    await eventually(async () => expect(await endsOf(bucket)).toEqual(['fixed']));
    const { state } = await createJournal(aws.dynamodb(), stack.JournalTableName, 1).recall(bucket);
    const [write] = state.policyWrites;
    const recorded: JournalEntry[] = await wardenJson('history', bucket);
    await unheard(() => warden('undo', write?.id ?? '', '--reason', 'not now', '--yes'));
    await aws.clearCalls();

    const secondMs = Math.floor((write?.[moment] ?? 0) / 1000) * 1000;
    await aws.putEvent(undoEvent(bucket, secondMs, own));
    await eventually(async () => expect(await endsOf(bucket)).toEqual(['fixed', 'exempt']));
    expect(await policyOf(bucket).catch(() => undefined)).toBe(own);

    // The same event once more, when the exemption is over and the repair was made anew.
    const exemptions: { id: string; bucket: string }[] = await wardenJson('exemptions');
    await warden('unexempt', exemptions.find((one) => one.bucket === bucket)?.id ?? '');
    await aws.putEvent(undoEvent(bucket, secondMs, own));
    await eventually(async () => expect((await endsOf(bucket)).at(-1)).toBe('fixed'));
    await aws.putEvent(undoEvent(bucket, secondMs, own));
    await eventually(async () => expect((await endsOf(bucket)).at(-1)).toBe('compliant'));
    expect(await sidsOf(bucket)).toEqual([...(own ? ['own'] : []), 'DenyInsecureTransport']);
    const writes = (await serviceCalls(bucket)).filter(({ operation }) => /^Put/.test(operation));
    expect(writes.map(({ operation }) => operation)).toEqual(['PutBucketPolicy']);
    expect((await inbox.of(bucket)).map(({ outcome }) => outcome)).toEqual(['fixed', 'fixed']);
    const since: JournalEntry[] = await wardenJson('history', bucket);
    // The undo, and the repair after it.
    expect(since).toHaveLength(recorded.length + 2);
  });
});
