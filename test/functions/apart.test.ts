import { SQSServiceException } from '@aws-sdk/client-sqs';
import type { Context, SQSEvent } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  handleBucket,
  ReconcileIncompleteError,
  type Service,
} from '../../functions/remediate/handle-bucket.ts';
import { processBatch } from '../../functions/remediate/process-batch.ts';
import type { MessageEnd } from '../../functions/remediate/telemetry.ts';
import { defineConfig } from '../../shared/settings.ts';
import { eventFixture, OWN } from '../core/events/fixtures.ts';

vi.mock(import('../../functions/remediate/handle-bucket.ts'), async (original) => ({
  ...(await original()),
  handleBucket: vi.fn(),
}));

const NOW_MS = Date.parse('2026-11-21T12:00:00Z');
const LIFE_MS = 60_000;

beforeEach(() => {
  vi.useFakeTimers({ now: NOW_MS });
  vi.mocked(handleBucket).mockReset().mockResolvedValue('fixed');
});
afterEach(() => void vi.useRealTimers());

interface Sent {
  readonly QueueUrl: string;
  readonly MessageBody?: string;
  readonly MessageAttributes?: Record<string, { StringValue: string }>;
}

/** The function, what it sent to SQS, and how its messages ended. */
function deployed(send: (input: Sent) => unknown = () => ({})) {
  const sent: Sent[] = [];
  const ends: MessageEnd[] = [];
  const sideFailures: string[] = [];
  const sqs = {
    async send({ input }: { input: Sent }) {
      sent.push(input);
      return send(input);
    },
  };
  const service = {
    clients: { sqs },
    settings: defineConfig({}),
    environment: { OWN_ROLE_ARNS: '', EVENTS_QUEUE_URL: 'events', DEAD_LETTER_QUEUE_URL: 'dead' },
    telemetry: {
      ended: (end: MessageEnd) => void ends.push(end),
      sideFailure: (what: string) => void sideFailures.push(what),
    },
  } as unknown as Service;
  const context = {
    invokedFunctionArn: `arn:aws:lambda:eu-central-1:${OWN.account}:function:remediate`,
    getRemainingTimeInMillis: () => NOW_MS + LIFE_MS - Date.now(),
  } as Context;
  const process = (bodies: readonly string[], attributes: object = recent) => {
    const Records = bodies.map((body, index) => ({
      messageId: `m-${index}`,
      receiptHandle: `handle-${index}`,
      body,
      attributes,
    }));
    return processBatch(service, { Records } as unknown as SQSEvent, context);
  };
  return { process, sent, ends, sideFailures };
}

const recent = {
  SentTimestamp: String(NOW_MS),
  ApproximateFirstReceiveTimestamp: String(NOW_MS),
  ApproximateReceiveCount: '1',
};
const overdue = { ...recent, ApproximateFirstReceiveTimestamp: String(NOW_MS - 21_600_000) };

/** An event about a bucket. */
function eventOn(bucket: string): string {
  const { event } = eventFixture('config-ssl-noncompliant');
  const { id, detail, ...envelope } = event as { id: string; detail: object };
  return JSON.stringify({
    ...envelope,
    id: `${id}-${bucket}`,
    detail: { ...detail, resourceId: bucket },
  });
}

const DEEP = `{"detail-type":"AWS API Call via CloudTrail","detail":${'['.repeat(6_000)}${']'.repeat(6_000)}}`;

describe('a message that nobody can read is dead-lettered at once, and the others end as ever', () => {
  test.each([
    [
      'nested 6,000 deep',
      DEEP,
      'the message is nested too deep: more than 100 levels are not read',
    ],
    [
      'of 400,000 characters',
      JSON.stringify({ 'detail-type': 'x'.repeat(400_000) }),
      'the message has 400018 characters: more than 300000 are not read',
    ],
  ])('%s', async (_, body, error) => {
    const { process, sent, ends } = deployed();
    const bodies = [eventOn('acme-a'), body, eventOn('acme-b')];
    expect(await process(bodies)).toEqual({ batchItemFailures: [] });
    expect(ends.map(({ outcome }) => outcome).sort()).toEqual(['dead-lettered', 'fixed', 'fixed']);
    const dead = sent.filter(({ QueueUrl }) => QueueUrl === 'dead');
    expect(dead).toEqual([expect.objectContaining({ MessageBody: body })]);
    expect(dead[0]?.MessageAttributes?.['error']?.StringValue).toBe(error);
  });

  test('but one that SQS never gave, as whoever may invoke the function makes it up, goes nowhere', async () => {
    const { process, sent, ends } = deployed(({ QueueUrl }) => {
      if (QueueUrl === 'events') {
        throw Object.assign(new Error('no such handle'), { name: 'ReceiptHandleIsInvalid' });
      }
    });
    expect(await process([DEEP])).toEqual({ batchItemFailures: [] });
    expect(ends).toMatchObject([{ outcome: 'ignored', reason: 'SQS never gave it' }]);
    expect(sent.filter(({ QueueUrl }) => QueueUrl === 'dead')).toEqual([]);
  });

  test('without the attributes that SQS gives every message', async () => {
    const { process, ends } = deployed();
    expect(await process([eventOn('acme-a')], {})).toEqual({ batchItemFailures: [] });
    expect(ends).toMatchObject([{ outcome: 'fixed' }]);
  });
});

describe('what one message says keeps no other of its bucket from its look', () => {
  test('where the look trips over it, each gets a look of its own', async () => {
    const poisoned = eventOn('acme-a').replace('"id":"', '"id":"poisoned-');
    vi.mocked(handleBucket).mockImplementation(async (_, __, triggers) => {
      if (triggers.some(({ id }) => id.startsWith('poisoned')))
        throw new RangeError('Maximum call stack size exceeded');
      return 'fixed';
    });
    const { process, ends } = deployed();
    const { batchItemFailures } = await process([eventOn('acme-a'), poisoned, eventOn('acme-b')]);
    expect(batchItemFailures).toEqual([{ itemIdentifier: 'm-1' }]);
    const byMessage = Object.fromEntries(ends.map((end) => [end.messageId, end.outcome]));
    expect(byMessage).toEqual({ 'm-0': 'fixed', 'm-1': 'retried', 'm-2': 'fixed' });
  });

  test('where AWS keeps the bucket from its look, it is looked at once', async () => {
    vi.mocked(handleBucket).mockRejectedValue(
      new ReconcileIncompleteError('SlowDown', { hasFailed: true }),
    );
    const { process } = deployed();
    const { batchItemFailures } = await process([eventOn('acme-a'), eventOn('acme-a')]);
    expect(batchItemFailures).toHaveLength(2);
    expect(handleBucket).toHaveBeenCalledTimes(1);
  });
});

describe('a look that takes too long', () => {
  /** A look at `acme-slow` that never ends, and those at others that end at once. */
  const hanging = (signals: AbortSignal[] = []) =>
    vi.mocked(handleBucket).mockImplementation((_, bucket, __, { signal }) => {
      if (!bucket.name.startsWith('acme-slow')) return Promise.resolve('fixed');
      signals.push(signal);
      return new Promise(() => undefined);
    });

  test('is handed back before the function ends, and the others of the batch end as ever', async () => {
    const signals: AbortSignal[] = [];
    hanging(signals);
    const { process, ends, sent } = deployed();
    const answer = process([eventOn('acme-slow'), eventOn('acme-a')]);
    await vi.advanceTimersByTimeAsync(LIFE_MS - 12_000);
    expect(ends).toMatchObject([{ bucket: 'acme-a', outcome: 'fixed' }]);
    expect(signals[0]?.aborted).toBe(true);
    await vi.advanceTimersByTimeAsync(6_000);
    expect((await answer).batchItemFailures).toEqual([{ itemIdentifier: 'm-0' }]);
    expect(ends[1]).toMatchObject({
      bucket: 'acme-slow',
      outcome: 'retried',
      reason: 'OutOfTimeError: the look did not end within 48 seconds',
    });
    expect(sent).toMatchObject([{ QueueUrl: 'events', VisibilityTimeout: 30 }]);
  });

  test('takes no more than its share where others wait for their turn', async () => {
    hanging();
    const { process, ends } = deployed();
    const slow = Array.from({ length: 25 }, (_, index) => eventOn(`acme-slow-${index}`));
    const answer = process([...slow, eventOn('acme-a'), eventOn('acme-b')]);
    await vi.advanceTimersByTimeAsync(24_000 + 6_000);
    const fixed = ends.filter(({ outcome }) => outcome === 'fixed');
    expect(fixed.map(({ bucket }) => bucket).sort()).toEqual(['acme-a', 'acme-b']);
    expect((await answer).batchItemFailures).toHaveLength(25);
  });
});

test('what had no turn in the time of the function comes back at once, and has not failed', async () => {
  vi.mocked(handleBucket).mockImplementation(() => new Promise(() => undefined));
  const { process, ends, sent } = deployed();
  // Five rounds of 25 that each take all of their ten seconds, and the end of the one before.
  const answer = process(Array.from({ length: 125 }, (_, index) => eventOn(`acme-${index}`)));
  await vi.advanceTimersByTimeAsync(LIFE_MS);
  expect((await answer).batchItemFailures).toHaveLength(125);
  const unseen = ends.filter(({ reason }) => reason?.includes('no time was left'));
  expect(unseen.length).toBeGreaterThan(0);
  expect(unseen.every(({ ageSeconds }) => ageSeconds === undefined)).toBe(true);
  expect(
    sent.filter((each) => 'VisibilityTimeout' in each && each.VisibilityTimeout === 1),
  ).toHaveLength(unseen.length);
  const begun = ends.find(({ reason }) => reason?.includes('did not end'));
  expect(begun?.reason).toBe('OutOfTimeError: the look did not end within 10 seconds');
});

describe('a message whose dead letter or delay is refused touches no other', () => {
  const refusal = () => {
    const options = { name: 'InvalidMessageContents', $fault: 'client', $metadata: {} } as const;
    return new SQSServiceException(options);
  };

  test('a dead letter is sent without its attributes where there is no room for them', async () => {
    const { process, sent, ends } = deployed(({ MessageAttributes }) => {
      if (MessageAttributes !== undefined) throw refusal();
    });
    expect(await process(['{', eventOn('acme-a')])).toEqual({ batchItemFailures: [] });
    expect(sent.at(-1)).toEqual({ QueueUrl: 'dead', MessageBody: '{' });
    expect(ends.map(({ outcome }) => outcome).sort()).toEqual(['dead-lettered', 'fixed']);
  });

  test('a message that no dead-letter queue takes is tried later', async () => {
    const { process, ends } = deployed(({ QueueUrl }) => {
      if (QueueUrl === 'dead') throw new Error('socket hang up');
    });
    const { batchItemFailures } = await process(['{', eventOn('acme-a')], overdue);
    expect(batchItemFailures).toEqual([{ itemIdentifier: 'm-0' }]);
    expect(ends.map(({ outcome }) => outcome).sort()).toEqual(['fixed', 'retried']);
  });

  test('a message that cannot be given its time comes back with the time of the queue', async () => {
    vi.mocked(handleBucket).mockImplementation(async (_, { name }) => {
      if (name === 'acme-a') throw new Error('SlowDown');
      return 'fixed';
    });
    const { process, ends, sideFailures } = deployed(() => {
      throw new Error('socket hang up');
    });
    const { batchItemFailures } = await process([eventOn('acme-a'), eventOn('acme-b')]);
    expect(batchItemFailures).toEqual([{ itemIdentifier: 'm-0' }]);
    expect(ends.map(({ outcome }) => outcome).sort()).toEqual(['fixed', 'retried']);
    expect(sideFailures).toEqual(['a message could not be given its time']);
  });
});
