import type { Context, SQSEvent } from 'aws-lambda';
import { describe, expect, test } from 'vitest';
import type { Service } from '../../functions/remediate/handle-bucket.ts';
import { processBatch } from '../../functions/remediate/process-batch.ts';
import { CONTROLS } from '../../shared/controls/index.ts';
import { NO_STATE } from '../../shared/core/journal.ts';
import { defineConfig } from '../../shared/settings.ts';
import { eventFixture, OWN } from '../core/events/fixtures.ts';
import { FakeS3 } from '../fakes/fake-s3.ts';
import { MemoryJournal } from '../fakes/memory-journal.ts';

const BUCKET = 'acme-old';
const RETRY_SECONDS = 600;

/** The function on a fake S3 and a journal of its own, and for how long failed messages stay out of sight. */
function deployed(journal = new MemoryJournal()) {
  const s3 = new FakeS3({ [BUCKET]: {} });
  const hidden: unknown[] = [];
  const published: unknown[] = [];
  const taking = (inputs: unknown[]) => ({
    send: async ({ input }: { input: unknown }) => void inputs.push(input),
  });
  const service = {
    clients: {
      s3: () => s3.client,
      sqs: taking(hidden),
      sns: taking(published),
      config: () => taking([]),
    },
    journal,
    controls: CONTROLS,
    settings: defineConfig({
      retry: { firstDelaySeconds: RETRY_SECONDS, longestDelaySeconds: 900 },
      slowDown: { afterFixes: 3, firstDelaySeconds: 30, longestDelaySeconds: 60 },
    }),
    environment: {
      WARDEN_VERSION: '0',
      ALERTS_TOPIC_ARN: 'arn:alerts',
      EVENTS_QUEUE_URL: 'queue',
      JOURNAL_TABLE: 'table',
      DEAD_LETTER_QUEUE_URL: 'dead',
      OWN_ROLE_ARNS: '',
      ROLE_NAME: 'BucketWarden-Remediate',
      AWS_LAMBDA_FUNCTION_NAME: 'BucketWarden-Remediate',
      SWEEP_SESSION_ARN: OWN.sessionArns[1],
    },
    telemetry: { looked() {}, ended() {}, sideFailure() {} },
  } as unknown as Service;
  return { service, s3, hidden, published };
}

/** A batch of messages, each with one event about the bucket. */
function batchOf(count: number): SQSEvent {
  const { body } = eventFixture('config-ssl-noncompliant');
  const Records = Array.from({ length: count }, (_, index) => ({
    messageId: String(index),
    receiptHandle: `handle-${index}`,
    body,
    attributes: { SentTimestamp: String(Date.now()), ApproximateReceiveCount: '1' },
  }));
  return { Records } as unknown as SQSEvent;
}

const context = {
  invokedFunctionArn: `arn:aws:lambda:eu-central-1:${OWN.account}:function:remediate`,
  getRemainingTimeInMillis: () => 60_000,
} as Context;

test('the messages of a batch about one bucket are answered by one look', async () => {
  const { service, s3, published } = deployed();
  expect(await processBatch(service, batchOf(5), context)).toEqual({ batchItemFailures: [] });
  expect(s3.operations().sort()).toEqual([
    'GetBucketEncryption',
    'GetBucketEncryption',
    'GetBucketPolicy',
    'GetBucketPolicy',
    'GetPublicAccessBlock',
    'PutBucketEncryption',
    'PutBucketPolicy',
    'PutPublicAccessBlock',
  ]);
  expect(published).toHaveLength(1);
});

describe('a message comes back', () => {
  test('when the wait is over, where a repair waits', async () => {
    const journal = new MemoryJournal();
    const nowMs = Date.now();
    const fixes = { 'tls-only': [nowMs - 3_000, nowMs - 2_000, nowMs - 1_000] };
    journal.state = { ...NO_STATE, fixes };
    const { service, hidden } = deployed(journal);
    await processBatch(service, batchOf(1), context);
    expect(hidden).toEqual([
      { QueueUrl: 'queue', ReceiptHandle: 'handle-0', VisibilityTimeout: 29 },
    ]);
  });

  test('after the delay of the settings, where S3 does not answer', async () => {
    const { service, s3, hidden } = deployed();
    s3.loseAnswer('PutBucketPolicy');
    await processBatch(service, batchOf(1), context);
    expect(hidden).toMatchObject([{ VisibilityTimeout: RETRY_SECONDS }]);
  });

  test('at once, where there is more to tell than one alert holds', async () => {
    const journal = new MemoryJournal();
    const { service, hidden, s3 } = deployed(journal);
    await processBatch(service, batchOf(1), context);
    const [made] = journal.entries.values();
    if (made === undefined) throw new Error('a change was recorded');
    const untold = Array.from({ length: 20 }, (_, index) => `untold-${index}`);
    for (const id of untold) journal.entries.set(id, { ...made, id, alert: 'pending' });
    journal.state = { ...journal.state, closedAtMs: 0, untold, untoldTopics: ['arn:alerts'] };
    await processBatch(service, batchOf(1), context);
    expect(hidden).toMatchObject([{ VisibilityTimeout: 1 }]);
    expect(s3.writes()).toHaveLength(3);
  });
});
