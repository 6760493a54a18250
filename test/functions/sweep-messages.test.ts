import { S3Client } from '@aws-sdk/client-s3';
import { ChangeMessageVisibilityCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Context, SQSRecord } from 'aws-lambda';
import { describe, expect, test } from 'vitest';
import { processMessages } from '../../functions/sweep/process-messages.ts';
import type { SweepIdentity } from '../../shared/core/sweep/progress.ts';
import settings from '../../warden.config.ts';
import { chunkServices } from '../sweep/chunk-services.ts';

const HOUR_MS = 3_600_000;
const GIVE_UP_MS = settings.retry.giveUpAfterSeconds * 1000;
const ACCOUNT = '111122223333';
const WORK = 'https://sqs.eu-central-1.amazonaws.com/111122223333/Sweep';
const REQUESTS = 'https://sqs.eu-central-1.amazonaws.com/111122223333/SweepRequests';
const HIDDEN_SECONDS = 6 * settings.functionTimeoutSeconds;
const context = { getRemainingTimeInMillis: () => 60_000 } as Context;
const UNKNOWN = '{"kind":"list","sweep":"unknown"}';
const JUST_NOW = { sentMs: 1_000, firstReceivedMs: 1_000, receives: 1 };

interface Given {
  readonly body?: string;
  /** Name of the queue that the record says it is of. */
  readonly queue?: string;
  readonly sender?: string;
  readonly age?: { readonly sentMs: number; readonly firstReceivedMs: number; receives: number };
  /** What SQS says of the receipt handle. */
  readonly refusal?: string;
}

/** Has the function handle one message. No sweep is known, and none gets further than its beginning. */
async function handle({
  body = UNKNOWN,
  queue = 'Sweep',
  sender = 'AROAEXAMPLE:jane',
  age = JUST_NOW,
  refusal,
}: Given) {
  const { services } = chunkServices(new S3Client({}));
  const sent: (ChangeMessageVisibilityCommand | SendMessageCommand)[] = [];
  const begun: SweepIdentity[] = [];
  const said: Readonly<Record<string, unknown>>[] = [];
  const sqs = new SQSClient({ region: 'eu-central-1' });
  sqs.send = async (command: ChangeMessageVisibilityCommand | SendMessageCommand) => {
    sent.push(command);
    if (refusal !== undefined && command instanceof ChangeMessageVisibilityCommand) {
      throw Object.assign(new Error(refusal), { name: refusal });
    }
  };
  const record = {
    messageId: 'm-1',
    receiptHandle: 'handle',
    body,
    eventSourceARN: `arn:aws:sqs:eu-central-1:${ACCOUNT}:${queue}`,
    attributes: {
      SenderId: sender,
      SentTimestamp: String(Date.now() - age.sentMs),
      ApproximateFirstReceiveTimestamp: String(Date.now() - age.firstReceivedMs),
      ApproximateReceiveCount: String(age.receives),
    },
  } as SQSRecord;
  const unknown = {
    ...services,
    telemetry: {
      ...services.telemetry,
      step: (what: string, details: object) => void said.push({ what, ...details }),
    },
    store: {
      ...services.store,
      latest: async () => undefined,
      find: async () => undefined,
      async begin(sweep: SweepIdentity) {
        begun.push(sweep);
        return false;
      },
    },
  };
  const response = await processMessages(
    unknown,
    { sqs, urls: { work: WORK, requests: REQUESTS }, deadLetterQueueUrl: 'dead' },
    { Records: [record] },
    context,
  );
  return { failures: response.batchItemFailures, sent, begun, said };
}

const start = (trigger: string) => JSON.stringify({ kind: 'start', trigger });

test('a step that fails is tried later: its message stays on the queue, out of sight for a while', async () => {
  const { failures, sent } = await handle({ age: { ...JUST_NOW, receives: 2 } });
  expect(failures).toEqual([{ itemIdentifier: 'm-1' }]);
  expect(sent).toEqual([expect.any(ChangeMessageVisibilityCommand)]);
  expect(sent[0]?.input).toEqual({
    QueueUrl: WORK,
    ReceiptHandle: 'handle',
    VisibilityTimeout: 2 * settings.retry.firstDelaySeconds,
  });
});

test('a step that has failed for long enough is dead-lettered with its error', async () => {
  const age = { sentMs: GIVE_UP_MS, firstReceivedMs: GIVE_UP_MS, receives: 9 };
  const { failures, sent } = await handle({ age });
  expect(failures).toEqual([]);
  const [, letter] = sent as [unknown, SendMessageCommand];
  expect(letter.input.QueueUrl).toBe('dead');
  expect(letter.input.MessageAttributes?.['error']?.StringValue).toBe(
    'Error: there is no sweep unknown',
  );
});

test('a message that had to wait for its first try is not given up at that', async () => {
  const { failures, sent } = await handle({
    age: { sentMs: GIVE_UP_MS + HOUR_MS, firstReceivedMs: 1_000, receives: 1 },
  });
  expect(failures).toHaveLength(1);
  expect(sent).toEqual([expect.any(ChangeMessageVisibilityCommand)]);
});

test('what is no step of a sweep is dead-lettered at once', async () => {
  const { failures, sent } = await handle({ body: '{}' });
  expect(failures).toEqual([]);
  expect(sent.at(-1)).toEqual(expect.any(SendMessageCommand));
});

describe('a start', () => {
  test.each(['schedule', 'deployment'])(
    'by the %s comes by the queue of the steps',
    async (trigger) => {
      const { begun, sent } = await handle({ body: start(trigger) });
      expect(begun).toMatchObject([{ trigger, startMessageId: 'm-1' }]);
      expect(begun[0]).not.toHaveProperty('askedBy');
      expect(sent[0]?.input).toEqual({
        ...{ QueueUrl: WORK, ReceiptHandle: 'handle', VisibilityTimeout: HIDDEN_SECONDS },
      });
    },
  );

  test('by a person comes by the queue of requests, and AWS says by whom', async () => {
    const { begun, sent } = await handle({ body: start('person'), queue: 'SweepRequests' });
    expect(begun).toMatchObject([{ trigger: 'person', askedBy: 'AROAEXAMPLE:jane' }]);
    expect(sent[0]?.input).toMatchObject({ QueueUrl: REQUESTS, VisibilityTimeout: HIDDEN_SECONDS });
  });

  test('that says who asks is not believed', async () => {
    const body = JSON.stringify({ kind: 'start', trigger: 'person', askedBy: 'AIDASOMEBODYELSE' });
    const { begun } = await handle({ body, queue: 'SweepRequests' });
    expect(begun).toMatchObject([{ askedBy: 'AROAEXAMPLE:jane' }]);
  });

  test('by a person never comes by the queue of the steps', async () => {
    const { begun, sent } = await handle({ body: start('person') });
    expect(begun).toEqual([]);
    expect(sent.at(-1)?.input).toMatchObject({ QueueUrl: 'dead' });
  });

  test.each(['schedule', 'deployment', 'person'])(
    'by the %s that SQS never gave begins nothing and is left out, with what is known of it in the log',
    async (trigger) => {
      const queue = trigger === 'person' ? 'SweepRequests' : 'Sweep';
      for (const refusal of ['ReceiptHandleIsInvalid', 'InvalidParameterValue']) {
        const { begun, failures, said } = await handle({ body: start(trigger), queue, refusal });
        expect({ begun, failures }).toEqual({ begun: [], failures: [] });
        expect(said).toEqual([
          {
            ...{ what: 'a message was left out', messageId: 'm-1', sender: 'AROAEXAMPLE:jane' },
            reason: 'SQS never gave it',
          },
        ]);
      }
    },
  );

  test('that SQS cannot say anything of just now is tried later', async () => {
    const { begun, failures } = await handle({
      body: start('schedule'),
      refusal: 'ServiceUnavailable',
    });
    expect({ begun, failures }).toEqual({ begun: [], failures: [{ itemIdentifier: 'm-1' }] });
  });
});

describe('the queue of requests', () => {
  test.each([
    start('schedule'),
    start('deployment'),
    UNKNOWN,
    '{"kind":"finish","sweep":"s"}',
    '{"kind":"chunk","sweep":"s","chunk":"0-0"}',
    'nonsense',
  ])('%s is left out, and not put where it would be moved back from', async (body) => {
    const { begun, failures, sent, said } = await handle({ body, queue: 'SweepRequests' });
    expect({ begun, failures, sent }).toEqual({ begun: [], failures: [], sent: [] });
    expect(said).toMatchObject([{ what: 'a message was left out', sender: 'AROAEXAMPLE:jane' }]);
  });

  test.each(['', 'AROA\u001b[2J', `${'x'.repeat(257)}`])(
    'a sender that AWS would not name so asks for nothing: %j',
    async (sender) => {
      const { begun } = await handle({ body: start('person'), queue: 'SweepRequests', sender });
      expect(begun).toEqual([]);
    },
  );

  test('a request that fails is tried again as long as the queue keeps it, and never dead-lettered', async () => {
    const { failures, sent } = await handle({
      body: start('person'),
      queue: 'SweepRequests',
      age: { sentMs: GIVE_UP_MS, firstReceivedMs: GIVE_UP_MS, receives: 9 },
      refusal: 'ServiceUnavailable',
    });
    expect(failures).toEqual([{ itemIdentifier: 'm-1' }]);
    for (const command of sent) expect(command).toBeInstanceOf(ChangeMessageVisibilityCommand);
  });
});

test('what SQS never gave is not dead-lettered either', async () => {
  const { sent, said } = await handle({ body: '{}', refusal: 'ReceiptHandleIsInvalid' });
  expect(sent).toEqual([expect.any(ChangeMessageVisibilityCommand)]);
  expect(said).toMatchObject([{ what: 'a message was left out' }]);
});

test('a record of another queue is left out', async () => {
  for (const queue of ['Sweeps', 'https://elsewhere/Sweep', '']) {
    const { begun, sent } = await handle({ body: start('schedule'), queue });
    expect({ begun, sent }).toEqual({ begun: [], sent: [] });
  }
});
