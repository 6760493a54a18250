import type { Context, SQSEvent } from 'aws-lambda';
import { expect, test } from 'vitest';
import type { Service } from '../../functions/remediate/handle-bucket.ts';
import { processBatch } from '../../functions/remediate/process-batch.ts';
import type { MessageEnd } from '../../functions/remediate/telemetry.ts';
import type { HeardHeartbeat } from '../../shared/journal/heartbeat.ts';
import { defineConfig } from '../../shared/settings.ts';
import { eventFixture, OWN } from '../core/events/fixtures.ts';

const context = {
  invokedFunctionArn: `arn:aws:lambda:eu-central-1:${OWN.account}:function:remediate`,
  getRemainingTimeInMillis: () => 60_000,
} as Context;

/** The function without any client, and what it says of heartbeats. */
function deployed({ isTableThere = true } = {}) {
  const failures: string[] = [];
  const ends: MessageEnd[] = [];
  const noted: HeardHeartbeat[] = [];
  const service = {
    // Any call would be an error: there is nothing to call.
    clients: {},
    heartbeats: {
      async note(heartbeat: HeardHeartbeat) {
        if (!isTableThere) throw new Error('there is no table');
        noted.push(heartbeat);
      },
    },
    settings: defineConfig({}),
    environment: {
      ROLE_NAME: 'BucketWarden-Remediate',
      AWS_LAMBDA_FUNCTION_NAME: 'BucketWarden-Remediate',
      SWEEP_SESSION_ARN: OWN.sessionArns[1],
      HEARTBEAT_BUCKET: OWN.heartbeat?.bucket,
      HEARTBEAT_ROLE_ARN: OWN.heartbeat?.roleArn,
    },
    telemetry: {
      ended: (end: MessageEnd) => void ends.push(end),
      sideFailure: (what: string) => void failures.push(what),
    },
  } as unknown as Service;
  return { service, failures, ends, noted };
}

/** A heartbeat of that time, in a batch of one. */
function batchOf(eventTime: string): SQSEvent {
  const event = structuredClone(eventFixture('heartbeat').event) as { detail: object };
  const body = JSON.stringify({ ...event, detail: { ...event.detail, eventTime } });
  const attributes = { SentTimestamp: String(Date.now()), ApproximateReceiveCount: '1' };
  return { Records: [{ messageId: 'm', receiptHandle: 'h', body, attributes }] } as SQSEvent & {
    Records: never;
  };
}

const minutesAgo = (minutes: number) =>
  new Date(Date.now() - minutes * 60_000).toISOString().replace(/\.\d+Z$/, 'Z');

test('a heartbeat ends as one, is counted and remembered, and calls nobody else', async () => {
  const { service, ends, noted } = deployed();
  const sentAt = minutesAgo(7);
  expect(await processBatch(service, batchOf(sentAt), context)).toEqual({ batchItemFailures: [] });
  expect(ends).toMatchObject([{ outcome: 'heartbeat', reason: `sent at ${sentAt}` }]);
  expect(noted).toEqual([{ sentAt, heardAtMs: expect.any(Number) }]);
});

test('one that comes hours late is ignored: it does not show that the service hears now', async () => {
  const { service, ends, noted } = deployed();
  await processBatch(service, batchOf(minutesAgo(90)), context);
  expect(ends).toMatchObject([
    { outcome: 'ignored', reason: expect.stringMatching(/^late-heartbeat: sent at 20/) },
  ]);
  expect(noted).toEqual([]);
});

test('one that cannot be remembered is counted all the same, and does not come again', async () => {
  const { service, failures, ends } = deployed({ isTableThere: false });
  expect(await processBatch(service, batchOf(minutesAgo(1)), context)).toEqual({
    batchItemFailures: [],
  });
  expect(failures).toEqual(['a heartbeat was heard and could not be remembered']);
  expect(ends).toMatchObject([{ outcome: 'heartbeat' }]);
});
