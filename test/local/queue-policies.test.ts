import { PutEventsCommand, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { GetRoleCommand, GetUserCommand } from '@aws-sdk/client-iam';
import { CreateEventSourceMappingCommand } from '@aws-sdk/client-lambda';
import { CreateTopicCommand, PublishCommand, SubscribeCommand } from '@aws-sdk/client-sns';
import { ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Credentials } from '../../local/clients.ts';
import { makeRole, makeUser, takeRole } from '../../local/principals.ts';
import { type LocalAws, startLocalAws } from '../../local/start.ts';
import { deployTemplate } from './deploy-template.ts';
import { makeFunction, type ProbeFunction } from './make-function.ts';
import { makeQueue, type TriedQueue } from './queues.ts';

let aws: LocalAws;
let queue: TriedQueue;
let user: Credentials;
let session: Credentials;
let roleArn: string;
let scheduleRole: string;
let warden: ProbeFunction;
let topicArn: string;
const rule = (name: string) => `arn:aws:events:us-east-1:${aws.account}:rule/${name}`;

beforeAll(async () => {
  aws = await startLocalAws({ deploy: false });
  queue = await makeQueue(aws, 'guarded');
  user = await makeUser(aws, 'alice', [{ Action: 'sqs:*' }]);
  roleArn = await makeRole(aws, 'sender', [{ Action: 'sqs:*' }], ['lambda.amazonaws.com']);
  scheduleRole = await makeRole(
    aws,
    'scheduler',
    [{ Action: 'sqs:SendMessage' }],
    ['scheduler.amazonaws.com'],
  );
  session = await takeRole(aws, roleArn, 'by-hand');
  warden = await makeFunction(aws, 'warden', roleArn);
  const { TopicArn = '' } = await aws.sns().send(new CreateTopicCommand({ Name: 'alerts' }));
  topicArn = TopicArn;
  await aws.sns().send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: queue.arn }));
  for (const Name of ['known', 'strange']) {
    const EventPattern = JSON.stringify({ source: [Name] });
    await aws.events().send(new PutRuleCommand({ Name, EventPattern }));
    const Targets = [{ Id: 'queue', Arn: queue.arn }];
    await aws.events().send(new PutTargetsCommand({ Rule: Name, Targets }));
  }
});
afterAll(() => aws?.stop());

const send = (who?: Credentials) =>
  aws
    .sqs(who)
    .send(new SendMessageCommand({ QueueUrl: queue.url, MessageBody: 'by hand' }))
    .then(
      () => 'done',
      (error: Error) => error.name,
    );
const sendByFunction = () =>
  warden.call({ call: 'SendMessage', queueUrl: queue.url, body: 'by a function' });
const sendByRule = (Source: string) =>
  aws.events().send(new PutEventsCommand({ Entries: [{ Source, DetailType: 'x', Detail: '{}' }] }));
let schedules = 0;
/** Has a schedule send that is due at once, with the role given. */
const sendBySchedule = (RoleArn: string) =>
  deployTemplate(aws, `schedules-${schedules++}`, {
    Schedule: {
      Type: 'AWS::Scheduler::Schedule',
      Properties: {
        ScheduleExpression: 'at(2020-01-01T00:00:00)',
        FlexibleTimeWindow: { Mode: 'OFF' },
        Target: { Arn: queue.arn, RoleArn, Input: '"by a schedule"' },
      },
    },
  });
const everyone = (more: object) => ({
  Principal: '*',
  Action: 'sqs:SendMessage',
  Resource: queue.arn,
  ...more,
});
const allowServices = () =>
  everyone({
    Effect: 'Allow',
    Principal: { Service: ['events.amazonaws.com', 'sns.amazonaws.com'] },
  });
/** Waits for so many messages, and takes all that are there by then. */
const took = async (count: number) => {
  const bodies: string[] = [];
  for (;;) {
    const messages = await queue.take(bodies.length < count ? 10 : 0);
    if (messages.length === 0) return bodies;
    bodies.push(...messages.map(({ Body = '' }) => Body));
  }
};

describe.each([
  ['ArnNotEquals', 'ArnNotEquals'],
  ['ArnNotLike', 'ArnNotLike'],
  ['ArnNotEqualsIfExists', 'ArnNotLikeIfExists'],
])('a Deny for all but one rule and one role, by %s and %s', (byArn, bySource) => {
  beforeAll(async () => {
    const [callers, sources] = [
      { 'aws:PrincipalArn': [roleArn] },
      { 'aws:SourceArn': [rule('known')] },
    ];
    const Condition =
      byArn === bySource
        ? { [byArn]: { ...callers, ...sources } }
        : { [byArn]: callers, [bySource]: sources };
    await queue.allow(allowServices(), everyone({ Effect: 'Deny', Condition }));
    await took(0);
  });

  test('stops a user who may do everything with queues, and the root of the account', async () => {
    expect(await send(user)).toBe('AccessDenied');
    expect(await send()).toBe('AccessDenied');
  });

  test('lets the role through, taken by hand or by a function', async () => {
    expect(await send(session)).toBe('done');
    expect(await sendByFunction()).toBe('done');
    expect(await took(2)).toHaveLength(2);
  });

  test('lets the rule through, and stops any other rule', async () => {
    await sendByRule('strange');
    await sendByRule('known');
    expect((await took(1)).map((body) => JSON.parse(body).source)).toEqual(['known']);
  });

  test('stops a topic', async () => {
    await aws.sns().send(new PublishCommand({ TopicArn: topicArn, Message: 'by a topic' }));
    await sendByRule('known');
    expect(await took(1)).toHaveLength(1);
  });
});

describe('a queue without a Deny', () => {
  test('takes from users and roles what their own policies allow, and nothing from services', async () => {
    await queue.allow(everyone({ Effect: 'Allow', Principal: { Service: 'none.amazonaws.com' } }));
    expect(await send(user)).toBe('done');
    expect(await sendByFunction()).toBe('done');
    await sendByRule('known');
    await aws.sns().send(new PublishCommand({ TopicArn: topicArn, Message: 'by a topic' }));
    expect(await took(2)).toEqual(['by hand', 'by a function']);
  });

  test('takes from a rule that its policy names, and from a topic', async () => {
    const Condition = { ArnEquals: { 'aws:SourceArn': [rule('known'), topicArn] } };
    await queue.allow({ ...allowServices(), Condition });
    await sendByRule('strange');
    await sendByRule('known');
    await aws.sns().send(new PublishCommand({ TopicArn: topicArn, Message: 'by a topic' }));
    const bodies = (await took(2)).map((body) => JSON.parse(body));
    expect(bodies.map(({ source, Message }) => source ?? Message)).toEqual(['known', 'by a topic']);
  });
});

test('a Deny of plain HTTP stops plain HTTP, and no rule, topic or schedule', async () => {
  const Condition = { Bool: { 'aws:SecureTransport': 'false' } };
  await queue.allow(allowServices(), everyone({ Effect: 'Deny', Condition }));
  await took(0);
  const plain = aws.sqs(user, { plain: true });
  const message = new SendMessageCommand({ QueueUrl: queue.url, MessageBody: 'in the clear' });
  await expect(plain.send(message)).rejects.toMatchObject({ name: 'AccessDenied' });
  await sendByRule('known');
  await aws.sns().send(new PublishCommand({ TopicArn: topicArn, Message: 'by a topic' }));
  await sendBySchedule(scheduleRole);
  expect(await took(3)).toHaveLength(3);
});

describe('a schedule', () => {
  test('sends as its role, which the Deny can let through or stop', async () => {
    const Condition = { ArnNotEquals: { 'aws:PrincipalArn': [scheduleRole] } };
    await queue.allow(everyone({ Effect: 'Deny', Condition }));
    await took(0);
    await sendBySchedule(roleArn);
    await sendBySchedule(scheduleRole);
    const [message, ...more] = await queue.take(10);
    expect(message?.Body).toBe('"by a schedule"');
    expect(more).toEqual([]);
    const { Role } = await aws.iam().send(new GetRoleCommand({ RoleName: 'scheduler' }));
    expect(message?.Attributes?.['SenderId']).toMatch(new RegExp(`^${Role?.RoleId}:.+`));
    expect(await queue.take(2)).toEqual([]);
  });

  test('sends nothing where its role may not', async () => {
    await queue.allow(everyone({ Effect: 'Allow', Principal: { Service: 'none.amazonaws.com' } }));
    await sendBySchedule(await makeRole(aws, 'idle', []));
    await sendBySchedule(scheduleRole);
    expect(await queue.take(10)).toHaveLength(1);
    expect(await queue.take(2)).toEqual([]);
  });
});

describe('the sender that SQS names', () => {
  const senders = async () =>
    (await queue.take(3)).map(({ Attributes }) => String(Attributes?.['SenderId']));

  test("is a user's id, a role's id with the session, or the account for its root", async () => {
    await queue.allow(allowServices());
    const { User } = await aws.iam().send(new GetUserCommand({ UserName: 'alice' }));
    const { Role } = await aws.iam().send(new GetRoleCommand({ RoleName: 'sender' }));
    expect(User?.UserId).toMatch(/^AIDA/);
    expect(Role?.RoleId).toMatch(/^AROA/);
    await send(user);
    await send(session);
    await sendByFunction();
    await send();
    expect(await senders()).toEqual([
      User?.UserId,
      `${Role?.RoleId}:by-hand`,
      `${Role?.RoleId}:warden`,
      aws.account,
    ]);
  });

  test('is an id of its own for each service, whoever put the event or published', async () => {
    await sendByRule('known');
    await aws
      .sns(user)
      .send(new PublishCommand({ TopicArn: topicArn, Message: 'x' }))
      .catch(() => {});
    await aws.sns().send(new PublishCommand({ TopicArn: topicArn, Message: 'x' }));
    const [ofRule, ofTopic, ...more] = await senders();
    expect(ofRule).toMatch(/^AIDA[A-Z2-7]{17}$/);
    expect(ofTopic).toMatch(/^AIDA[A-Z2-7]{17}$/);
    expect(ofRule).not.toBe(ofTopic);
    expect(more).toEqual([]);
  });

  test('reaches functions with the record, and the message group too', async () => {
    const work = await makeQueue(aws, 'work', { VisibilityTimeout: '30' });
    const answers = await makeQueue(aws, 'answers');
    const { User } = await aws.iam().send(new GetUserCommand({ UserName: 'alice' }));
    await aws
      .lambda()
      .send(
        new CreateEventSourceMappingCommand({ FunctionName: 'warden', EventSourceArn: work.arn }),
      );
    const MessageBody = JSON.stringify({ answerTo: answers.url });
    await aws
      .sqs(user)
      .send(
        new SendMessageCommand({ QueueUrl: work.url, MessageBody, MessageGroupId: 'bucket-1' }),
      );
    const [answer] = await answers.take(10);
    expect(JSON.parse(answer?.Body ?? '{}').attributes).toMatchObject({
      SenderId: User?.UserId,
      MessageGroupId: 'bucket-1',
    });
  });
});

test('what a rule may not deliver, or to no queue at all, is in the dead letters of its target', async () => {
  const dead = await makeQueue(aws, 'undelivered');
  await dead.allow({ ...allowServices(), Resource: dead.arn });
  const closed = await makeQueue(aws, 'closed-to-rules');
  const Targets = [closed.arn, `${closed.arn}-gone`].map((Arn, index) => ({
    Id: `queue-${index}`,
    Arn,
    DeadLetterConfig: { Arn: dead.arn },
  }));
  const [Name, EventPattern] = ['undelivered', JSON.stringify({ source: ['undelivered'] })];
  await aws.events().send(new PutRuleCommand({ Name, EventPattern }));
  await aws.events().send(new PutTargetsCommand({ Rule: Name, Targets }));
  await sendByRule('undelivered');
  const letters = await dead.take(3);
  expect(letters.map(({ Body }) => JSON.parse(Body ?? '').source)).toEqual([Name, Name]);
  const facts = letters.map(({ MessageAttributes = {} }) =>
    ['RULE_ARN', 'TARGET_ARN', 'ERROR_CODE'].map((key) => MessageAttributes[key]?.StringValue),
  );
  expect(facts).toEqual([
    [rule(Name), closed.arn, 'NO_PERMISSIONS'],
    [rule(Name), `${closed.arn}-gone`, 'NO_RESOURCE'],
  ]);
});

test('a message group of a rule is its text for every event, through CloudFormation too', async () => {
  const grouped = await makeQueue(aws, 'grouped');
  await grouped.allow({ ...allowServices(), Resource: grouped.arn });
  await deployTemplate(aws, 'grouping', {
    Rule: {
      Type: 'AWS::Events::Rule',
      Properties: {
        EventPattern: { source: ['grouped'] },
        Targets: [
          {
            Id: 'queue',
            Arn: grouped.arn,
            SqsParameters: { MessageGroupId: '$.detail.requestParameters.bucketName' },
          },
        ],
      },
    },
  });
  const Detail = JSON.stringify({ requestParameters: { bucketName: 'bucket-1' } });
  await aws
    .events()
    .send(new PutEventsCommand({ Entries: [{ Source: 'grouped', DetailType: 'x', Detail }] }));
  const [message] = await grouped.take(3);
  // Paths work for other parameters of targets, not for this one.
  expect(message?.Attributes?.['MessageGroupId']).toBe('$.detail.requestParameters.bucketName');
});

test('a noisy message group does not hold up the others', async () => {
  const { url: QueueUrl } = await makeQueue(aws, 'fair', { VisibilityTimeout: '600' });
  const fair = aws.sqs();
  const add = (MessageGroupId: string, MessageBody: string) =>
    fair.send(new SendMessageCommand({ QueueUrl, MessageBody, MessageGroupId }));
  for (let i = 0; i < 60; i++) await add('noisy', `noisy ${i}`);
  const next = async (MaxNumberOfMessages: number) => {
    const { Messages = [] } = await fair.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages }),
    );
    return Messages.map(({ Body }) => Body);
  };
  await next(10);
  await add('quiet', 'early');
  expect(await next(10)).not.toContain('early');
  await next(10);
  await add('quiet', 'late');
  expect(await next(3)).toEqual(['early', 'late', 'noisy 30']);
});
