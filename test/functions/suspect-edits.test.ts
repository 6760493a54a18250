import { CloudTrailClient, type LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ReconcileIncompleteError, type Service } from '../../functions/remediate/handle-bucket.ts';
import { handleSuspectEdit } from '../../functions/remediate/handle-suspect-edit.ts';
import { CONTROLS } from '../../shared/controls/index.ts';
import { readMessage } from '../../shared/core/events/read-message.ts';
import { suspectEditMessage } from '../../shared/core/events/suspect-edit.ts';
import { NO_STATE } from '../../shared/core/journal.ts';
import { defineConfig } from '../../shared/settings.ts';
import { OWN } from '../core/events/fixtures.ts';
import { FakeS3 } from '../fakes/fake-s3.ts';
import { MemoryJournal } from '../fakes/memory-journal.ts';
import { bucketOf, policy } from '../peers/fixtures.ts';

const BUCKET = { ...bucketOf('orders'), account: OWN.account, partition: OWN.partition };
const SUSPECT = {
  trigger: {
    kind: 'api-call',
    id: 'e-1',
    time: '2026-11-21T10:00:02Z',
    call: 'PutBucketPolicy',
    actor: { type: 'IAMUser', name: 'alice' },
    put: { facet: 'policy', value: policy() },
  },
} as const;

function serviceOn(lookUp: () => object) {
  const client = new CloudTrailClient({ region: BUCKET.region });
  client.send = async (_command: LookupEventsCommand) => lookUp();
  const s3 = new FakeS3({ orders: {} });
  const taking = { send: async () => ({}) };
  return {
    clients: {
      s3: () => s3.client,
      sns: taking,
      sqs: taking,
      config: () => taking,
      cloudTrail: async () => client,
    },
    journal: new MemoryJournal(),
    controls: CONTROLS,
    settings: defineConfig({
      controls: { 'tls-only': 'off', 'block-public-access': 'off', 'default-encryption': 'off' },
      confirmEdits: { firstDelaySeconds: 100, giveUpAfterSeconds: 1_000 },
    }),
    environment: { OWN_ROLE_ARNS: '', ALERTS_TOPIC_ARN: 'arn:alerts', EVENTS_QUEUE_URL: 'queue' },
    telemetry: { looked() {}, ended() {}, sideFailure() {} },
  } as unknown as Service;
}

const handle = (lookUp: () => object, triedMs: number) =>
  handleSuspectEdit(
    serviceOn(lookUp),
    OWN,
    { bucket: BUCKET, suspect: SUSPECT },
    { receives: 1, triedMs, leaseMs: 60_000, signal: new AbortController().signal },
  );

test('a message that has CloudTrail asked is read back as it was sent, but for who is said to have edited', () => {
  expect(readMessage(suspectEditMessage(BUCKET, SUSPECT), OWN)).toEqual({
    kind: 'suspect-edit',
    bucket: BUCKET,
    suspect: {
      ...SUSPECT,
      trigger: {
        ...SUSPECT.trigger,
        actor: { type: 'Unconfirmed', name: 'unconfirmed: alice' },
      },
    },
  });
});

test.each<[string, (message: { detail: object }) => object]>([
  ['no event id', ({ detail }) => ({ detail: { ...detail, eventId: '' } })],
  ['no time', ({ detail }) => ({ detail: { ...detail, eventTime: 'yesterday' } })],
  ['another call', ({ detail }) => ({ detail: { ...detail, eventName: 'PutBucketAcl' } })],
  ['no Region', () => ({ region: undefined })],
])('one that was made up with %s is malformed', (_what, change) => {
  const message = JSON.parse(suspectEditMessage(BUCKET, SUSPECT));
  const forged = JSON.stringify({ ...message, ...change(message) });
  expect(readMessage(forged, OWN).kind).toBe('malformed');
});

test('CloudTrail is asked again until the patience of the settings is at its end', async () => {
  const nothing = () => ({ Events: [] });
  const waiting = handle(nothing, 999_999);
  await expect(waiting).rejects.toThrow(ReconcileIncompleteError);
  await expect(waiting).rejects.toMatchObject({ hasFailed: false });
  expect(await handle(nothing, 1_000_000)).toBe('compliant');
});

test('who is denied waits for nothing', async () => {
  const denied = () => {
    throw Object.assign(new Error('no'), { name: 'AccessDeniedException' });
  };
  expect(await handle(denied, 0)).toBe('compliant');
});

describe('an edit of which CloudTrail may not have yet what replaced it', () => {
  const MADE = Date.parse(SUSPECT.trigger.time);
  const MINUTE_MS = 60_000;
  const record = {
    eventID: SUSPECT.trigger.id,
    eventName: 'PutBucketPolicy',
    eventSource: 's3.amazonaws.com',
    eventTime: SUSPECT.trigger.time,
    awsRegion: BUCKET.region,
    recipientAccountId: BUCKET.account,
    requestParameters: { bucketName: 'orders', bucketPolicy: JSON.parse(policy()) },
  };
  beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
  afterEach(() => void vi.useRealTimers());

  /** The look's write ended ten seconds after the edit. */
  const confirmAt = async (nowMs: number, readFromMs: number) => {
    vi.setSystemTime(nowMs);
    const service = serviceOn(() => ({ Events: [{ CloudTrailEvent: JSON.stringify(record) }] }));
    const write = { id: 'w-1', readFromMs, writtenAtMs: MADE + 10_000 };
    (service.journal as MemoryJournal).state = { ...NO_STATE, policyWrites: [write] };
    return handleSuspectEdit(
      service,
      OWN,
      { bucket: BUCKET, suspect: SUSPECT },
      { receives: 1, triedMs: 0, leaseMs: 60_000, signal: new AbortController().signal },
    );
  };

  test('is asked about again a quarter of an hour after the write, where the look began to read after it', async () => {
    await expect(confirmAt(MADE + 5 * MINUTE_MS, MADE + 9_000)).rejects.toMatchObject({
      hasFailed: false,
      comeBackMs: MADE + 10_000 + 15 * MINUTE_MS,
    });
    expect(await confirmAt(MADE + 16 * MINUTE_MS, MADE + 9_000)).toBe('compliant');
  });

  test('is settled at once where it was made after the read: nothing that was read replaced it', async () => {
    expect(await confirmAt(MADE + MINUTE_MS, MADE + 500)).toBe('compliant');
  });
});
