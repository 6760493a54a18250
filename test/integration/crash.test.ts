import { setTimeout as sleep } from 'node:timers/promises';
import { UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { brokenPromises } from '../../scripts/chaos/check.ts';
import { type Recorded, recordedChanges } from '../../scripts/chaos/history.ts';
import { lookAt } from '../../scripts/chaos/sight.ts';
import { configEvent, eventually } from './deployed.ts';
import { type OwnAws, startOwnAws } from './own-aws.ts';
import { killWorkers } from './workers.ts';

/** Longer than all the killing takes: what was killed comes back when everything is dead. */
const VISIBILITY_SECONDS = 40;

interface Step {
  readonly name: string;
  readonly bucket: string;
  /** Calls that are held when the function is killed, and are never made. */
  readonly held: readonly string[];
  /** A write that is made by then. */
  readonly made?: string;
}

const STEPS: readonly Step[] = [
  {
    name: 'after the record, before any write',
    bucket: 'killed-before-writing',
    held: ['PutBucketEncryption', 'PutBucketPolicy'],
  },
  {
    name: 'after the encryption, before the policy',
    bucket: 'killed-before-policy',
    held: ['PutBucketPolicy'],
    made: 'PutBucketEncryption',
  },
  {
    name: 'after the policy, before the encryption',
    bucket: 'killed-before-encryption',
    held: ['PutBucketEncryption'],
    made: 'PutBucketPolicy',
  },
  {
    name: 'before the last write',
    bucket: 'killed-before-block',
    held: ['PutPublicAccessBlock'],
  },
  { name: 'before the alert', bucket: 'killed-before-alert', held: ['Publish'] },
];
const CLOSING = 'killed-before-closing';

let own: OwnAws;
let recorded: Recorded[] = [];

beforeAll(async () => {
  own = await startOwnAws('hurried.config.ts');
  const { aws, stack } = own;
  await aws.sqs().send(
    new SetQueueAttributesCommand({
      QueueUrl: stack.EventsQueueUrl,
      Attributes: { VisibilityTimeout: String(VISIBILITY_SECONDS) },
    }),
  );
  // A bucket is left to a look for as long as the function may live, also where that was killed.
  await aws
    .lambda()
    .send(
      new UpdateFunctionConfigurationCommand({ FunctionName: stack.FunctionName, Timeout: 10 }),
    );
  const buckets = [...STEPS.map(({ bucket }) => bucket), CLOSING];
  for (const step of STEPS) await kill(step);
  await killBeforeClosing(CLOSING);
  // The same event once more, besides those that come back.
  for (const bucket of buckets) await aws.putEvent(configEvent(bucket));
  await eventually(async () => {
    recorded = await recordedChanges(aws.dynamodb(), stack.JournalTableName);
    for (const bucket of buckets) expect(openOf(bucket)).toEqual([]);
  });
  // Until what was killed has come back too.
  await sleep(VISIBILITY_SECONDS * 1000 * 0.8);
  recorded = await recordedChanges(aws.dynamodb(), stack.JournalTableName);
});
afterAll(() => own.aws.stop());

const of = (bucket: string) => recorded.filter((change) => change.bucket === bucket);
const openOf = (bucket: string) =>
  of(bucket).length < 3 ? ['nothing yet'] : of(bucket).filter(({ state }) => state === 'intended');

/** Has a look begin, kills it where it makes the calls of a step, and loses these. */
async function kill({ bucket, held, made }: Step): Promise<void> {
  const { aws, drift } = own;
  await drift(bucket);
  const holds = await Promise.all(
    held.map((operation) => aws.hold({ operation, caller: 'service' })),
  );
  await aws.putEvent(configEvent(bucket));
  await Promise.all(holds.map((hold) => hold.reached()));
  await eventually(async () => {
    const calls = (await aws.calls()).filter((call) => call.bucket === bucket);
    const done = calls
      .filter(({ status }) => status >= 200 && status < 300)
      .map(({ operation }) => operation);
    if (made !== undefined) expect(done).toContain(made);
  });
  await killWorkers();
  await lose(held, holds);
}

/** Has what is held go nowhere: the machine failed before it was sent. */
async function lose(
  operations: readonly string[],
  holds: readonly { release(): Promise<void> }[],
): Promise<void> {
  const { aws } = own;
  await aws.setFaults(
    operations.map((operation) => ({ operation, caller: 'service', rate: 1, fault: 'reset' })),
  );
  for (const hold of holds) await hold.release();
  await sleep(200);
  await aws.setFaults([]);
}

async function killBeforeClosing(bucket: string): Promise<void> {
  const { aws, drift } = own;
  await drift(bucket);
  const publish = await aws.hold({ operation: 'Publish', caller: 'service' });
  await aws.putEvent(configEvent(bucket));
  await publish.reached();
  const close = await aws.hold({ operation: 'TransactWriteItems', caller: 'service' });
  await publish.release();
  await close.reached();
  await killWorkers();
  await lose(['TransactWriteItems'], [close]);
}

async function evidenceOf(bucket: string) {
  return {
    bucket,
    sight: await lookAt(own.aws.s3(), bucket),
    wanted: [],
    isOverwritten: false,
    recorded: of(bucket),
    alerts: await own.alertsOf(bucket),
  };
}

describe('the function is killed', () => {
  test.each(STEPS)('$name: as without it, one alert, nothing left open', async ({ bucket }) => {
    const evidence = await evidenceOf(bucket);
    expect(brokenPromises(evidence)).toEqual([]);
    expect(evidence.alerts).toHaveLength(1);
    const facets = evidence.alerts[0]?.changes.map(({ facet }) => facet).sort();
    expect(facets).toEqual(['encryption', 'policy', 'publicAccessBlock']);
  });

  test('after the alert, before the journal is closed: told twice rather than never', async () => {
    const { sight, alerts, recorded: changes } = await evidenceOf(CLOSING);
    expect(sight).toMatchObject({ algorithm: 'aws:kms', statements: [{ Effect: 'Deny' }] });
    expect(alerts).toHaveLength(2);
    expect(alerts[1]?.changes).toEqual(expect.arrayContaining(alerts[0]?.changes ?? []));
    expect(changes.map(({ state, alert }) => [state, alert])).toEqual(
      changes.map(() => ['applied', 'told']),
    );
  });
});
