import type { Context, SQSEvent } from 'aws-lambda';
import { beforeEach, expect, test, vi } from 'vitest';
import {
  handleBucket,
  ReconcileIncompleteError,
  type Service,
} from '../../functions/remediate/handle-bucket.ts';
import { processBatch } from '../../functions/remediate/process-batch.ts';
import type { MessageEnd } from '../../functions/remediate/telemetry.ts';
import { defineConfig } from '../../shared/settings.ts';
import { eventFixture } from '../core/events/fixtures.ts';

vi.mock(import('../../functions/remediate/handle-bucket.ts'), async (original) => ({
  ...(await original()),
  handleBucket: vi.fn(),
}));

const NOW_MS = Date.parse('2026-11-21T12:00:00Z');
beforeEach(() => void vi.useFakeTimers({ now: NOW_MS }));

/** How one message ended that was tried for the first time so many seconds ago, and whose look failed. */
async function endOf(
  triedSeconds: number,
  error: Error,
  waitedSeconds = 0,
): Promise<MessageEnd | undefined> {
  vi.mocked(handleBucket).mockRejectedValue(error);
  const ends: MessageEnd[] = [];
  const service = {
    clients: { sqs: { send: async () => ({}) } },
    settings: defineConfig({}),
    environment: { OWN_ROLE_ARNS: '', EVENTS_QUEUE_URL: 'events', DEAD_LETTER_QUEUE_URL: 'dead' },
    telemetry: { ended: (end: MessageEnd) => void ends.push(end) },
  } as unknown as Service;
  const record = {
    messageId: 'm-1',
    body: eventFixture('delete-bucket-encryption-by-assumed-role').body,
    attributes: {
      SentTimestamp: String(NOW_MS - (triedSeconds + waitedSeconds) * 1000),
      ApproximateFirstReceiveTimestamp: String(NOW_MS - triedSeconds * 1000),
      ApproximateReceiveCount: '5',
    },
  };
  const context = {
    invokedFunctionArn: 'arn:aws:lambda:eu-central-1:111122223333:function:remediate',
    getRemainingTimeInMillis: () => 60_000,
  };
  const answer = await processBatch(
    service,
    { Records: [record] } as unknown as SQSEvent,
    context as Context,
  );
  expect(answer.batchItemFailures).toHaveLength(ends[0]?.outcome === 'retried' ? 1 : 0);
  return ends[0];
}

test('a message whose look failed says for how long it was tried: SQS leaves it out of its own metric', async () => {
  expect(
    await endOf(2_000, new ReconcileIncompleteError('SlowDown', { hasFailed: true })),
  ).toMatchObject({
    outcome: 'retried',
    ageSeconds: 2_000,
  });
});

test('a message whose bucket is left alone for a while on purpose does not', async () => {
  const waits = new ReconcileIncompleteError('keeps being undone', {
    hasFailed: false,
    comeBackMs: NOW_MS + 900_000,
  });
  const end = await endOf(2_000, waits);
  expect(end?.outcome).toBe('retried');
  expect(end?.ageSeconds).toBeUndefined();
});

test('a message says for how long it was tried where one control waits on purpose and another failed', async () => {
  const both = new ReconcileIncompleteError('SlowDown; keeps being undone', {
    hasFailed: true,
    comeBackMs: NOW_MS + 900_000,
  });
  expect(await endOf(2_000, both)).toMatchObject({ outcome: 'retried', ageSeconds: 2_000 });
});

test('a message that is given up is one for the dead-letter queue', async () => {
  expect((await endOf(21_600, new Error('SlowDown')))?.outcome).toBe('dead-lettered');
});

test('a message that waited behind others for longer than the patience lasts is tried like any other', async () => {
  const waited = 21_600 + 3_600;
  expect(await endOf(60, new Error('SlowDown'), waited)).toMatchObject({
    outcome: 'retried',
    ageSeconds: 60,
  });
  expect((await endOf(21_600, new Error('SlowDown'), waited))?.outcome).toBe('dead-lettered');
});

test('a message that waits on purpose is never given up', async () => {
  const waits = new ReconcileIncompleteError('keeps being undone', {
    hasFailed: false,
    comeBackMs: NOW_MS + 900_000,
  });
  expect((await endOf(30_000, waits))?.outcome).toBe('retried');
});
