import { LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import {
  CreateKeyCommand,
  DisableKeyRotationCommand,
  EnableKeyRotationCommand,
  EncryptCommand,
  GetKeyRotationStatusCommand,
  type KMSClient,
  PutKeyPolicyCommand,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { makeUser } from '../../local/principals.ts';
import { type LocalAws, startLocalAws } from '../../local/start.ts';
import { type CaughtEvents, catchEvents } from './catch-events.ts';

let aws: LocalAws;
let kms: KMSClient;
let caught: CaughtEvents;
let KeyId: string;
let arn: string;

beforeAll(async () => {
  aws = await startLocalAws({ deploy: false });
  kms = aws.kms();
  caught = await catchEvents(aws, 'kms-calls', {
    source: ['aws.kms'],
    detail: { eventName: [{ 'anything-but': 'CreateKey' }] },
  });
});
afterAll(() => aws?.stop());
beforeEach(async () => {
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
  KeyId = KeyMetadata?.KeyId ?? '';
  arn = `arn:aws:kms:us-east-1:${aws.account}:key/${KeyId}`;
});

const next = async () => (await caught.take(1))[0];

test('a call on a key names it in its parameters, its answer and among resources', async () => {
  await kms.send(new EnableKeyRotationCommand({ KeyId, RotationPeriodInDays: 180 }));
  const event = await next();
  expect(event).toMatchObject({
    source: 'aws.kms',
    'detail-type': 'AWS API Call via CloudTrail',
    account: aws.account,
    region: 'us-east-1',
  });
  expect(event?.detail).toMatchObject({
    eventSource: 'kms.amazonaws.com',
    eventName: 'EnableKeyRotation',
    awsRegion: 'us-east-1',
    userIdentity: { type: 'Root' },
    requestParameters: { keyId: KeyId, rotationPeriodInDays: 180 },
    responseElements: { keyId: arn },
    readOnly: false,
    resources: [{ accountId: aws.account, type: 'AWS::KMS::Key', ARN: arn }],
  });
  expect(event?.detail).not.toHaveProperty('errorCode');
  expect(event?.detail).not.toHaveProperty('additionalEventData');
});

test('a key is named by its ARN among resources, however the call named it', async () => {
  await kms.send(new DisableKeyRotationCommand({ KeyId: arn }));
  expect((await next())?.detail).toMatchObject({
    eventName: 'DisableKeyRotation',
    requestParameters: { keyId: arn },
    resources: [{ ARN: arn }],
  });
});

test('an answer is told with the dates that CloudTrail writes', async () => {
  await kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 20 }));
  expect((await next())?.detail).toMatchObject({
    eventName: 'ScheduleKeyDeletion',
    requestParameters: { keyId: KeyId, pendingWindowInDays: 20 },
    responseElements: {
      keyId: arn,
      keyState: 'PendingDeletion',
      deletionDate: expect.stringMatching(/^[A-Z][a-z]{2} \d+, 20\d\d, \d+:\d\d:\d\d.[AP]M$/),
    },
  });
});

test('a policy of a key is told as text', async () => {
  const Statement = {
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${aws.account}:root` },
    Action: 'kms:*',
    Resource: '*',
  };
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement });
  await kms.send(new PutKeyPolicyCommand({ KeyId, Policy }));
  expect((await next())?.detail.requestParameters).toMatchObject({ keyId: KeyId, policy: Policy });
});

test('calls that read or use a key make no event', async () => {
  await kms.send(new GetKeyRotationStatusCommand({ KeyId }));
  await kms.send(new EncryptCommand({ KeyId, Plaintext: Buffer.from('text') }));
  await kms.send(new EnableKeyRotationCommand({ KeyId }));
  expect((await next())?.detail.eventName).toBe('EnableKeyRotation');
});

test('a refused call says why', async () => {
  const nobody = aws.kms(await makeUser(aws, 'nobody', [{ Action: 's3:*' }]));
  await nobody.send(new EnableKeyRotationCommand({ KeyId })).catch(() => {});
  const event = await next();
  expect(event?.detail).toMatchObject({
    errorCode: 'AccessDenied',
    errorMessage: expect.stringContaining('kms:EnableKeyRotation'),
    userIdentity: { type: 'IAMUser', userName: 'nobody' },
    responseElements: null,
    resources: [{ ARN: arn }],
  });
});

test('a call on a key that is not there names no resource', async () => {
  const gone = '11111111-2222-3333-4444-555555555555';
  await kms.send(new EnableKeyRotationCommand({ KeyId: gone })).catch(() => {});
  const event = await next();
  expect(event?.detail).toMatchObject({
    errorCode: 'NotFoundException',
    requestParameters: { keyId: gone },
  });
  expect(event?.detail).not.toHaveProperty('resources');
});

test('events of a key can be looked up by its ARN', async () => {
  await kms.send(new EnableKeyRotationCommand({ KeyId }));
  await next();
  const { Events } = await aws.cloudTrail().send(
    new LookupEventsCommand({
      LookupAttributes: [{ AttributeKey: 'ResourceName', AttributeValue: arn }],
    }),
  );
  expect(Events?.map(({ EventName }) => EventName)).toEqual(['EnableKeyRotation', 'CreateKey']);
  expect(Events?.[0]?.EventSource).toBe('kms.amazonaws.com');
});
