import {
  type LookupAttributeKey,
  LookupEventsCommand,
  type LookupEventsCommandInput,
} from '@aws-sdk/client-cloudtrail';
import {
  CreateBucketCommand,
  DeleteBucketPolicyCommand,
  GetBucketPolicyCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { ClientOptions, Credentials } from '../../local/clients.ts';
import { EventHistory } from '../../local/gateway/event-history.ts';
import { makeRoleSession, makeUser } from '../../local/principals.ts';
import { type LocalAws, startLocalAws } from '../../local/start.ts';
import { type CaughtEvents, catchEvents } from './catch-events.ts';

let aws: LocalAws;
let caught: CaughtEvents;
let alice: Credentials;
const Bucket = 'watched';

beforeAll(async () => {
  aws = await startLocalAws({ deploy: false });
  await aws.s3().send(new CreateBucketCommand({ Bucket }));
  alice = await makeUser(aws, 'alice', [{ Action: 's3:*' }]);
  caught = await catchEvents(aws, 's3-calls', { source: ['aws.s3'] });
});
afterAll(() => aws?.stop());
beforeEach(async () => {
  await aws.setEvents({});
  await aws.setFaults([]);
  await aws.setCloudTrail({});
});

const lookUp = async (
  input: LookupEventsCommandInput = {},
  who?: Credentials,
  options?: ClientOptions,
) => {
  const answer = await aws.cloudTrail(who, options).send(new LookupEventsCommand(input));
  return { ...answer, Events: answer.Events ?? [] };
};
const by = (AttributeKey: LookupAttributeKey, AttributeValue: string) => ({
  LookupAttributes: [{ AttributeKey, AttributeValue }],
});
const version = (Bucket: string, who?: Credentials) =>
  aws
    .s3(who)
    .send(
      new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }),
    );

test('an event of the bus is found by its id, with the record that the bus carried', async () => {
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:PutObject',
        Resource: `arn:aws:s3:::${Bucket}/*`,
      },
    ],
  });
  await caught.take(100, 1200);
  await aws.s3(alice).send(new PutBucketPolicyCommand({ Bucket, Policy }));
  const [event] = await caught.take(1);
  const { Events } = await lookUp(by('EventId', event?.detail.eventID));
  expect(Events).toEqual([
    {
      EventId: event?.detail.eventID,
      EventName: 'PutBucketPolicy',
      EventSource: 's3.amazonaws.com',
      EventTime: new Date(event?.detail.eventTime),
      ReadOnly: 'false',
      Username: 'alice',
      AccessKeyId: alice.accessKeyId,
      Resources: [{ ResourceType: 'AWS::S3::Bucket', ResourceName: Bucket }],
      CloudTrailEvent: expect.any(String),
    },
  ]);
  const record = JSON.parse(Events[0]?.CloudTrailEvent ?? '');
  expect(record).toEqual(event?.detail);
  expect(record.requestParameters.bucketPolicy).toEqual(JSON.parse(Policy));
  expect(record.userIdentity).toMatchObject({ type: 'IAMUser', userName: 'alice' });
});

test('an event is there once its call is answered, newest first, by name and by bucket', async () => {
  await aws.s3().send(new CreateBucketCommand({ Bucket: 'other' }));
  await version('other');
  await aws.s3().send(new DeleteBucketPolicyCommand({ Bucket: 'other' }));
  const names = async (attribute: object) =>
    (await lookUp(attribute)).Events.map((e) => e.EventName);
  expect(await names(by('ResourceName', 'other'))).toEqual([
    'DeleteBucketPolicy',
    'PutBucketVersioning',
    'CreateBucket',
  ]);
  expect(new Set(await names(by('EventName', 'CreateBucket')))).toEqual(new Set(['CreateBucket']));
  expect(await names(by('EventName', 'createbucket'))).toEqual([]);
  expect(await names(by('ResourceName', 'oth'))).toEqual([]);
});

test('callers are told apart: root, a session and a user', async () => {
  const session = await makeRoleSession(aws, 'deployer', 'pipeline', [{ Action: 's3:*' }]);
  const Bucket = 'by-many';
  await aws.s3().send(new CreateBucketCommand({ Bucket }));
  await version(Bucket, session);
  await version(Bucket, alice);
  const { Events } = await lookUp(by('ResourceName', Bucket));
  expect(Events.map(({ Username }) => Username)).toEqual(['alice', 'pipeline', 'root']);
  const [, second] = Events.map((e) => JSON.parse(e.CloudTrailEvent ?? ''));
  expect(second.userIdentity.sessionContext.sessionIssuer.userName).toBe('deployer');
  const own = await lookUp(by('Username', 'pipeline'));
  expect(own.Events.map(({ AccessKeyId }) => AccessKeyId)).toEqual([session.accessKeyId]);
});

test('a refused call is in it, with its error; a read is not', async () => {
  const bob = await makeUser(aws, 'bob', [{ Action: 's3:GetBucketPolicy' }]);
  await expect(version(Bucket, bob)).rejects.toThrow();
  await aws.s3(bob).send(new GetBucketPolicyCommand({ Bucket }));
  const { Events } = await lookUp(by('Username', 'bob'));
  expect(Events.map(({ EventName }) => EventName)).toEqual(['PutBucketVersioning']);
  expect(JSON.parse(Events[0]?.CloudTrailEvent ?? '')).toMatchObject({ errorCode: 'AccessDenied' });
});

test('what the bus loses or doubles is in it once; what was only put on the bus is not', async () => {
  const Bucket = 'badly-told';
  await aws.setEvents({ deliver: false });
  await aws.s3().send(new CreateBucketCommand({ Bucket }));
  await aws.setEvents({ duplicate: 1 });
  await version(Bucket);
  const before = await lookUp(by('ResourceName', Bucket));
  expect(before.Events.map(({ EventName }) => EventName)).toEqual([
    'PutBucketVersioning',
    'CreateBucket',
  ]);
  const detail = { ...JSON.parse(before.Events[0]?.CloudTrailEvent ?? ''), eventID: 'forged' };
  await aws.putEvent({ source: 'aws.s3', 'detail-type': 'AWS API Call via CloudTrail', detail });
  expect((await lookUp(by('EventId', 'forged'))).Events).toEqual([]);
  expect((await lookUp(by('ResourceName', Bucket))).Events).toEqual(before.Events);
});

test("an event is found in its bucket's Region alone, and by its own account alone", async () => {
  const abroad = { region: 'eu-west-1' };
  const CreateBucketConfiguration = { LocationConstraint: 'eu-west-1' as const };
  const create = new CreateBucketCommand({ Bucket: 'abroad', CreateBucketConfiguration });
  await aws.s3(undefined, abroad).send(create);
  const attribute = by('ResourceName', 'abroad');
  expect((await lookUp(attribute)).Events).toEqual([]);
  expect((await lookUp(attribute, undefined, abroad)).Events).toHaveLength(1);
  const foreign = { accessKeyId: '222222222222', secretAccessKey: 'test' };
  expect((await lookUp(attribute, foreign, abroad)).Events).toEqual([]);
});

test('pages hang together while events come in; a token is for its own request', async () => {
  const Bucket = 'much-changed';
  await aws.s3().send(new CreateBucketCommand({ Bucket }));
  for (let i = 0; i < 4; i++) await version(Bucket);
  const all = (await lookUp(by('ResourceName', Bucket))).Events.map(({ EventId }) => EventId);
  const page = { ...by('ResourceName', Bucket), MaxResults: 2 };
  const first = await lookUp(page);
  await version(Bucket);
  const second = await lookUp({ ...page, NextToken: first.NextToken });
  const third = await lookUp({ ...page, NextToken: second.NextToken });
  const found = [first, second, third].flatMap(({ Events }) => Events.map((e) => e.EventId));
  expect(found).toEqual(all);
  expect(third.NextToken).toBeUndefined();
  const another = lookUp({ ...by('EventName', 'CreateBucket'), NextToken: first.NextToken });
  await expect(another).rejects.toMatchObject({ name: 'InvalidNextTokenException' });
});

test('times limit what is found, to the second', async () => {
  const { Events } = await lookUp(by('EventName', 'CreateBucket'));
  const at = Events[0]?.EventTime ?? new Date();
  const within = (from: number, to: number) =>
    lookUp({
      ...by('EventId', Events[0]?.EventId ?? ''),
      StartTime: new Date(at.getTime() + from),
      EndTime: new Date(at.getTime() + to),
    });
  expect((await within(0, 0)).Events).toHaveLength(1);
  expect((await within(1000, 2000)).Events).toEqual([]);
  expect((await within(-2000, -1000)).Events).toEqual([]);
  await expect(within(1000, 0)).rejects.toMatchObject({ name: 'InvalidTimeRangeException' });
});

test('what CloudTrail does not take is refused', async () => {
  const two = [
    { AttributeKey: 'EventName' as const, AttributeValue: 'CreateBucket' },
    { AttributeKey: 'Username' as const, AttributeValue: 'root' },
  ];
  await expect(lookUp({ LookupAttributes: two })).rejects.toMatchObject({
    name: 'InvalidLookupAttributesException',
  });
  await expect(lookUp({ MaxResults: 51 })).rejects.toMatchObject({
    name: 'InvalidMaxResultsException',
  });
});

test('an event can be made to take its time', async () => {
  await aws.setCloudTrail({ delayMs: 3_600_000 });
  await aws.s3().send(new CreateBucketCommand({ Bucket: 'not-yet' }));
  expect((await lookUp()).Events).toEqual([]);
  await aws.setCloudTrail({});
  expect((await lookUp(by('ResourceName', 'not-yet'))).Events).toHaveLength(1);
});

test('only who may look events up can, and not more often than CloudTrail likes', async () => {
  const attribute = by('EventName', 'CreateBucket');
  await expect(lookUp(attribute, alice)).rejects.toMatchObject({ name: 'AccessDeniedException' });
  const auditor = await makeUser(aws, 'auditor', [{ Action: 'cloudtrail:LookupEvents' }]);
  expect((await lookUp(attribute, auditor)).Events.length).toBeGreaterThan(0);
  const error = { status: 400, code: 'ThrottlingException', message: 'Rate exceeded' };
  await aws.setFaults([{ operation: 'LookupEvents', rate: 1, fault: 'error', error }]);
  const once = lookUp(attribute, auditor, { maxAttempts: 1 });
  await expect(once).rejects.toMatchObject({ name: 'ThrottlingException' });
});

test('old events are forgotten before memory runs out', () => {
  const history = new EventHistory(10_000);
  for (let i = 0; i < 100; i++) {
    const detail = {
      eventID: String(i),
      recipientAccountId: 'a',
      userIdentity: { type: 'Root' },
      requestParameters: { bucketName: 'b', filling: 'x'.repeat(400) },
    };
    history.record({ source: 'aws.s3', 'detail-type': '', region: 'r', detail }, 0);
  }
  const kept = history.of('a', 'r', 0);
  expect(kept[0]?.event.EventId).toBe('99');
  const text = kept.reduce((sum, { event }) => sum + event.CloudTrailEvent.length, 0);
  expect(text).toBeGreaterThan(5_000);
  expect(text).toBeLessThanOrEqual(10_000);
});
