import { PutEventsCommand, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { GetUserCommand, UpdateAssumeRolePolicyCommand } from '@aws-sdk/client-iam';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { GetQueueAttributesCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Credentials } from '../../local/clients.ts';
import { makeUser, takeRole } from '../../local/principals.ts';
import { lookAt } from '../../scripts/chaos/sight.ts';
import type { SweepIdentity } from '../../shared/core/sweep/progress.ts';
import { newChangeId } from '../../shared/journal/ids.ts';
import { createSweepStore } from '../../shared/sweep/store.ts';
import { makeFunction } from '../local/make-function.ts';
import { configEvent, eventually } from './deployed.ts';
import { type OwnAws, startOwnAws } from './own-aws.ts';
import { wardenAt } from './warden.ts';

/* What somebody can have the service do who has one permission on one of its parts. */

const DRIFTED = ['drifted-1', 'drifted-2'];

let own: OwnAws;
/** May send to every queue, and nothing else. */
let sender: Credentials;
/** May invoke every function, and nothing else. */
let invoker: Credentials;

beforeAll(async () => {
  own = await startOwnAws('sweep.config.ts');
  const { aws } = own;
  sender = await makeUser(aws, 'sender', [{ Action: 'sqs:SendMessage' }]);
  invoker = await makeUser(aws, 'invoker', [{ Action: 'lambda:InvokeFunction' }]);
  for (const bucket of DRIFTED) await own.drift(bucket);
});
afterAll(() => own.aws.stop());

const sweeps = () => createSweepStore(own.aws.dynamodb(), own.stack.JournalTableName, 1);

const arnOf = async (QueueUrl: string) => {
  const asked = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] });
  return (await own.aws.sqs().send(asked)).Attributes?.['QueueArn'] ?? '';
};

function send(QueueUrl: string, message: object, who = sender): Promise<string> {
  const sent = new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(message) });
  return own.aws
    .sqs(who)
    .send(sent)
    .then(
      () => 'taken',
      (error: Error) => error.name,
    );
}

/** Invokes a function with a record that looks as if a queue had given it. */
async function invoke(FunctionName: string, QueueUrl: string, body: object): Promise<unknown> {
  const now = String(Date.now());
  const record = {
    messageId: crypto.randomUUID(),
    receiptHandle: crypto.randomUUID(),
    body: JSON.stringify(body),
    attributes: {
      ...{ SenderId: own.aws.account, ApproximateReceiveCount: '1' },
      ...{ SentTimestamp: now, ApproximateFirstReceiveTimestamp: now },
    },
    ...{ messageAttributes: {}, md5OfBody: '', eventSource: 'aws:sqs', awsRegion: own.aws.region },
    eventSourceARN: await arnOf(QueueUrl),
  };
  const { Payload, FunctionError } = await own.aws
    .lambda(invoker)
    .send(new InvokeCommand({ FunctionName, Payload: JSON.stringify({ Records: [record] }) }));
  expect(FunctionError).toBeUndefined();
  return JSON.parse(Buffer.from(Payload ?? []).toString());
}

async function expectUntouched(): Promise<void> {
  for (const bucket of DRIFTED) {
    const { statements, blocked } = await lookAt(own.aws.s3(), bucket);
    expect({ statements, blocked }).toEqual({ statements: [], blocked: [] });
  }
}

describe('a user with sqs:SendMessage on everything', () => {
  test.each([
    ['events', 'EventsQueueUrl'],
    ['the steps of sweeps', 'SweepQueueUrl'],
    ['dead letters of events', 'DeadLetterQueueUrl'],
    ['dead letters of sweeps', 'SweepDeadLetterQueueUrl'],
  ] as const)('may not send to the queue of %s', async (_, output) => {
    const start = { kind: 'start', trigger: 'schedule' };
    expect(await send(own.stack[output], start)).toBe('AccessDenied');
    await expectUntouched();
  });

  test('may ask for a sweep and for nothing else, and AWS says that they did', async () => {
    const queue = own.stack.SweepRequestsQueueUrl;
    for (const trigger of ['schedule', 'deployment']) {
      expect(await send(queue, { kind: 'start', trigger })).toBe('taken');
    }
    expect(await send(queue, { kind: 'chunk', sweep: 's', chunk: '0-0' })).toBe('taken');
    await eventually(async () => {
      const lines = await own.aws.logs(own.stack.SweepFunctionName);
      expect(lines.filter((line) => line.includes('a message was left out'))).toHaveLength(3);
    });
    expect(await sweeps().latest()).toBeUndefined();
    const { User } = await own.aws.iam().send(new GetUserCommand({ UserName: 'sender' }));
    const forged = { kind: 'start', trigger: 'person', askedBy: 'root', mode: 'audit' };
    expect(await send(queue, forged)).toBe('taken');
    await eventually(async () => {
      expect((await sweeps().latest())?.progress).toMatchObject({
        ...{ trigger: 'person', askedBy: User?.UserId, finishedAt: expect.any(String) },
      });
    });
    const lines = await own.aws.logs(own.stack.SweepFunctionName);
    const [began = '{}', ...others] = lines.filter((line) => line.includes('"a sweep began"'));
    expect(JSON.parse(began)).toMatchObject({ trigger: 'person', askedBy: User?.UserId });
    expect(others).toEqual([]);
    const { stdout } = await wardenAt(own.aws, 'sweep.config.ts')('sweep', '--status');
    expect(stdout).toContain(`started by a person (${User?.UserId}); writes nothing`);
    await expectUntouched();
  });
});

describe('a user with lambda:InvokeFunction on everything', () => {
  test.each([
    ['the schedule', 'schedule', 'SweepQueueUrl'],
    ['a deployment', 'deployment', 'SweepQueueUrl'],
    ['a person', 'person', 'SweepRequestsQueueUrl'],
    ['a person, on the wrong queue', 'person', 'SweepQueueUrl'],
  ] as const)('cannot begin a sweep in the name of %s', async (_, trigger, output) => {
    const before = await sweeps().latest();
    const body = { kind: 'start', trigger, mode: 'by-settings' };
    const { SweepFunctionName } = own.stack;
    expect(await invoke(SweepFunctionName, own.stack[output], body)).toEqual({
      batchItemFailures: [],
    });
    expect(await sweeps().latest()).toEqual(before);
    await expectUntouched();
  });

  test('cannot have a sweep count what no page made, nor end it', async () => {
    const { SweepFunctionName, SweepQueueUrl } = own.stack;
    const stuck: SweepIdentity = {
      ...{ id: newChangeId(Date.now()), isFirst: false, startedAt: new Date().toISOString() },
      trigger: 'schedule',
      mode: 'by-settings',
    };
    expect(await sweeps().begin(stuck, await sweeps().latest())).toBe(true);
    const before = await sweeps().find(stuck.id);
    const buckets = DRIFTED.map((name) => ({ name, region: own.aws.region }));
    for (const step of [
      { kind: 'chunk', chunk: '0-0', buckets },
      { kind: 'chunk', chunk: '99-0', buckets: [] },
      { kind: 'finish' },
    ]) {
      await invoke(SweepFunctionName, SweepQueueUrl, { ...step, sweep: stuck.id });
    }
    expect(await sweeps().find(stuck.id)).toEqual(before);
    await expectUntouched();
  });

  test('cannot put dead letters before people who would move them back', async () => {
    const { SweepFunctionName, SweepQueueUrl, SweepDeadLetterQueueUrl } = own.stack;
    const count = async () => {
      const AttributeNames = ['ApproximateNumberOfMessages' as const];
      const asked = { QueueUrl: SweepDeadLetterQueueUrl, AttributeNames };
      const { Attributes } = await own.aws.sqs().send(new GetQueueAttributesCommand(asked));
      return Attributes?.['ApproximateNumberOfMessages'];
    };
    const before = await count();
    await invoke(SweepFunctionName, SweepQueueUrl, { kind: 'nonsense' });
    expect(await count()).toBe(before);
  });
});

test('a rule that somebody else made and that targets the events queue puts nothing on it', async () => {
  const { aws, stack } = own;
  const maker = await makeUser(aws, 'rule-maker', [{ Action: 'events:*' }]);
  const events = aws.events(maker);
  const Arn = await arnOf(stack.EventsQueueUrl);
  const EventPattern = JSON.stringify({ source: ['mallory'] });
  await events.send(new PutRuleCommand({ Name: 'mallory', EventPattern }));
  const Input = JSON.stringify(configEvent('drifted-1'));
  const Targets = [{ Id: 'queue', Arn, Input }];
  await events.send(new PutTargetsCommand({ Rule: 'mallory', Targets }));
  const Entries = [{ Source: 'mallory', DetailType: 'x', Detail: '{}' }];
  await events.send(new PutEventsCommand({ Entries }));
  // What came behind it by the service's own rule is through: it would be too.
  await aws.putEvent(configEvent('mark'));
  await eventually(async () => expect(await own.endsOf('mark')).toEqual(['gone']));
  expect(await own.endsOf('drifted-1')).toEqual([]);
  await expectUntouched();
});

describe("the function's role", () => {
  test('lets whoever assumes it do nothing but poll', async () => {
    const { aws, stack } = own;
    const session = await assumedBySomebody(stack.RoleArn);
    await expect(lookAt(aws.s3(session), 'drifted-1')).rejects.toThrow();
    expect(await send(stack.EventsQueueUrl, configEvent('drifted-1'), session)).toBe(
      'AccessDenied',
    );
    expect(await send(stack.DeadLetterQueueUrl, {}, session)).toBe('AccessDenied');
    await expectUntouched();
  });

  test('lets a function of somebody else that has it send nothing', async () => {
    const { aws, stack } = own;
    const theirs = await makeFunction(aws, 'mallory', stack.RoleArn);
    const body = JSON.stringify(configEvent('drifted-1'));
    const queueUrl = stack.EventsQueueUrl;
    expect(await theirs.call({ call: 'SendMessage', queueUrl, body })).toBe('AccessDenied');
    await expectUntouched();
  });
});

/** A session of a role, taken by whoever may change whom it trusts. */
async function assumedBySomebody(roleArn: string): Promise<Credentials> {
  const trusting = (Principal: object) => ({
    ...{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' },
  });
  const Statement = [
    trusting({ Service: 'lambda.amazonaws.com' }),
    trusting({ AWS: `arn:aws:iam::${own.aws.account}:root` }),
  ];
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
  const RoleName = roleArn.slice(roleArn.lastIndexOf('/') + 1);
  await own.aws.iam().send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument }));
  return takeRole(own.aws, roleArn, 'mallory');
}
