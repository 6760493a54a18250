import {
  CloudTrailClient,
  type LookupEventsCommand,
  type LookupEventsCommandInput,
} from '@aws-sdk/client-cloudtrail';
import { expect, test } from 'vitest';
import type { SuspectEdit } from '../../../shared/core/lost-edits/evidence.ts';
import { confirmEdit } from '../../../shared/reconcile/lost-edits/confirm.ts';
import { OWN as SELF } from '../../core/events/fixtures.ts';
import { bucketOf, OWN, policy } from '../../peers/fixtures.ts';

const BUCKET = { ...bucketOf('orders'), account: SELF.account, partition: SELF.partition };
/** However CloudTrail names a bucket. */
const NAMED = 'arn:aws:s3:::orders';
const SECOND = Date.parse('2026-11-21T10:00:02Z');
const EDIT: SuspectEdit = {
  trigger: {
    kind: 'api-call',
    id: 'e-1',
    time: '2026-11-21T10:00:02Z',
    call: 'PutBucketPolicy',
    actor: { type: 'Unconfirmed', name: 'unconfirmed: mallory' },
    put: { facet: 'policy', value: policy({ ...OWN, Sid: 'Forged' }) },
  },
};

/** A record of CloudTrail's: alice put a policy. */
function record(changes: object = {}) {
  return {
    eventID: 'e-1',
    eventName: 'PutBucketPolicy',
    eventSource: 's3.amazonaws.com',
    eventTime: '2026-11-21T10:00:02Z',
    awsRegion: BUCKET.region,
    recipientAccountId: BUCKET.account,
    userIdentity: { type: 'IAMUser', userName: 'alice' },
    requestParameters: { bucketName: 'orders', bucketPolicy: JSON.parse(policy(OWN)) },
    managementEvent: true,
    ...changes,
  };
}

/** Asks a CloudTrail that has these records, or answers with an error. */
async function ask(records: object[] | Error, edit = EDIT, isListWhole = true) {
  const asked: LookupEventsCommandInput[] = [];
  const client = new CloudTrailClient({ region: BUCKET.region });
  client.send = async ({ input }: LookupEventsCommand) => {
    asked.push(input);
    if (records instanceof Error) throw records;
    const [by] = input.LookupAttributes ?? [];
    if (by?.AttributeKey === 'ResourceName' && !isListWhole) return { Events: [] };
    const found = records.filter(
      (one) =>
        by?.AttributeKey !== 'EventId' ||
        (one as { eventID: string }).eventID === by.AttributeValue,
    );
    return {
      Events: found.map((one) => ({
        CloudTrailEvent: JSON.stringify(one),
        Resources: [
          { ResourceType: 'AWS::IAM::User', ResourceName: 'alice' },
          { ResourceType: 'AWS::S3::Bucket', ResourceName: NAMED },
        ],
      })),
    };
  };
  const confirmation = await confirmEdit(async () => client, SELF, BUCKET, edit);
  return { confirmation, asked };
}

test("an edit is confirmed in CloudTrail's own words, whatever the message said of it", async () => {
  const { confirmation, asked } = await ask([record()]);
  expect(confirmation).toMatchObject({
    state: 'confirmed',
    edits: [{ id: 'e-1', actor: { name: 'alice' }, put: { facet: 'policy', value: policy(OWN) } }],
  });
  expect(asked[0]?.LookupAttributes).toEqual([{ AttributeKey: 'EventId', AttributeValue: 'e-1' }]);
  expect(asked[1]).toMatchObject({
    LookupAttributes: [{ AttributeKey: 'ResourceName', AttributeValue: NAMED }],
    StartTime: new Date(SECOND - 1_000),
  });
  expect(asked[1]?.EndTime).toBeUndefined();
});

test('the edits since come with it, and nothing else that happened there', async () => {
  const others = [
    record({ eventID: 'e-2', userIdentity: { type: 'IAMUser', userName: 'bob' } }),
    record({
      eventID: 'e-3',
      eventName: 'PutBucketTagging',
      requestParameters: { bucketName: 'orders' },
    }),
    record({ eventID: 'e-4', errorCode: 'AccessDenied' }),
    record({ eventID: 'e-5', requestParameters: { bucketName: 'others', bucketPolicy: {} } }),
  ];
  const { confirmation } = await ask([...others, record()]);
  expect(confirmation).toMatchObject({ edits: [{ id: 'e-1' }, { id: 'e-2' }] });
});

test('a deletion is confirmed like an edit', async () => {
  const deletion = record({
    eventName: 'DeleteBucketPolicy',
    requestParameters: { bucketName: 'orders' },
  });
  const { confirmation } = await ask([deletion]);
  expect(confirmation).toMatchObject({
    state: 'confirmed',
    edits: [{ put: { facet: 'policy', value: undefined } }],
  });
});

test.each<[string, object, RegExp]>([
  ['another bucket', { requestParameters: { bucketName: 'others', bucketPolicy: {} } }, /others/],
  ['a bucket of that name in another Region', { awsRegion: 'ap-south-1' }, /ap-south-1/],
  ['another account', { recipientAccountId: '999988887777' }, /foreign-account/],
  ['a call that was refused', { errorCode: 'AccessDenied' }, /failed-call/],
  ['a call of another service', { eventSource: 'iam.amazonaws.com' }, /other-service/],
  ['another call', { eventName: 'PutBucketAcl' }, /PutBucketAcl/],
  [
    'a policy that CloudTrail left out',
    { requestParameters: { bucketName: 'orders' } },
    /no policy/,
  ],
])('an event of that id of %s refutes it', async (_what, changes, why) => {
  const { confirmation } = await ask([record(changes)]);
  expect(confirmation).toMatchObject({ state: 'refuted', why: expect.stringMatching(why) });
});

test('what CloudTrail does not have may come yet; who is throttled asks again; who is denied does not', async () => {
  expect((await ask([])).confirmation.state).toBe('unknown');
  const named = (name: string) => Object.assign(new Error('no'), { name });
  expect((await ask(named('ThrottlingException'))).confirmation).toMatchObject({
    state: 'unknown',
    why: expect.stringContaining('ThrottlingException'),
  });
  expect((await ask(named('AccessDeniedException'))).confirmation.state).toBe('refuted');
});

test('an edit is not confirmed by a list that does not have it: others may be missing too', async () => {
  const { confirmation } = await ask([record()], EDIT, false);
  expect(confirmation).toMatchObject({
    state: 'unknown',
    why: expect.stringContaining('not whole'),
  });
});

const LATER = '2026-11-21T10:00:40Z';
const NO_PUT = { requestParameters: { bucketName: 'orders' } };

test.each<[string, object]>([
  ['the bucket was deleted in its second', { eventName: 'DeleteBucket', ...NO_PUT }],
  [
    'a bucket of that name was made later',
    { eventName: 'CreateBucket', eventTime: LATER, ...NO_PUT },
  ],
  ['somebody put a policy later that CloudTrail left out', { eventTime: LATER, ...NO_PUT }],
])('an edit is refuted where %s', async (_what, since) => {
  const { confirmation } = await ask([record({ eventID: 'e-2', ...since }), record()]);
  expect(confirmation).toMatchObject({
    state: 'refuted',
    why: expect.stringContaining('came after it'),
  });
});

test.each<[string, object]>([
  ['the bucket was made in its second', { eventName: 'CreateBucket', ...NO_PUT }],
  [
    'somebody put a policy before that CloudTrail left out',
    { eventTime: '2026-11-21T10:00:01Z', ...NO_PUT },
  ],
  [
    'a deletion of the bucket was refused',
    { eventName: 'DeleteBucket', errorCode: 'BucketNotEmpty', ...NO_PUT },
  ],
])('and is confirmed where %s', async (_what, other) => {
  const { confirmation } = await ask([record({ eventID: 'e-2', ...other }), record()]);
  expect(confirmation.state).toBe('confirmed');
});
