import { CloudTrailClient, type LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { expect, test } from 'vitest';
import { LookIncompleteError, type Service } from '../../functions/remediate/handle-bucket.ts';
import { handleSuspectEdit } from '../../functions/remediate/handle-suspect-edit.ts';
import { CONTROLS } from '../../shared/controls/index.ts';
import { readMessage } from '../../shared/core/events/read-message.ts';
import { suspectEditMessage } from '../../shared/core/events/suspect-edit.ts';
import { defineConfig } from '../../shared/settings.ts';
import { MemoryJournal } from '../aws/memory-journal.ts';
import { OWN } from '../core/events/fixtures.ts';
import { FakeS3 } from '../peers/fake-s3.ts';
import { bucketOf, policy } from '../peers/fixtures.ts';

const BUCKET = { ...bucketOf('orders'), account: OWN.account, partition: OWN.partition };
const SUSPECT = {
  cause: {
    kind: 'api-call',
    id: 'e-1',
    time: '2026-11-21T10:00:02Z',
    call: 'PutBucketPolicy',
    actor: { type: 'IAMUser', name: 'alice' },
    put: { facet: 'policy', value: policy() },
  },
  window: { fromMs: 1, toMs: 2 },
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
      cause: {
        ...SUSPECT.cause,
        actor: { type: 'Unconfirmed', name: 'unconfirmed: alice' },
      },
    },
  });
});

test.each<[string, (message: { detail: object }) => object]>([
  ['no window', ({ detail }) => ({ detail: { ...detail, window: undefined } })],
  [
    'a window of a day',
    ({ detail }) => ({ detail: { ...detail, window: { fromMs: 0, toMs: 86_400_000 } } }),
  ],
  [
    'a window that ends before it begins',
    ({ detail }) => ({ detail: { ...detail, window: { fromMs: 2, toMs: 1 } } }),
  ],
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
  await expect(waiting).rejects.toThrow(LookIncompleteError);
  await expect(waiting).rejects.toMatchObject({ hasFailed: false });
  expect(await handle(nothing, 1_000_000)).toBe('compliant');
});

test('who is denied waits for nothing', async () => {
  const denied = () => {
    throw Object.assign(new Error('no'), { name: 'AccessDeniedException' });
  };
  expect(await handle(denied, 0)).toBe('compliant');
});
