import { GetUserCommand } from '@aws-sdk/client-iam';
import {
  ListMessageMoveTasksCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Credentials } from '../../local/clients.ts';
import { makeUser } from '../../local/principals.ts';
import { type LocalAws, startLocalAws } from '../../local/start.ts';
import { makeQueue, type TriedQueue } from './queues.ts';

let aws: LocalAws;
let work: TriedQueue;
let dead: TriedQueue;
let operator: Credentials;
const operatorArn = () => `arn:aws:iam::${aws.account}:user/operator`;

beforeAll(async () => {
  aws = await startLocalAws({ deploy: false });
  operator = await makeUser(aws, 'operator', [{ Action: 'sqs:*' }]);
});
afterAll(() => aws?.stop());

let made = 0;
beforeEach(async () => {
  dead = await makeQueue(aws, `dead-${made}`);
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: 1 });
  work = await makeQueue(aws, `work-${made++}`, { RedrivePolicy });
});

/** Has a message die: it is received as often as it may be, and not deleted. */
async function letDie(MessageBody: string): Promise<string | undefined> {
  const [QueueUrl, sqs] = [work.url, aws.sqs()];
  const { MessageId } = await sqs.send(
    new SendMessageCommand({ QueueUrl, MessageBody, MessageGroupId: 'bucket-1' }),
  );
  const receive = new ReceiveMessageCommand({ QueueUrl, VisibilityTimeout: 0 });
  await sqs.send(receive);
  await sqs.send(receive);
  return MessageId;
}
const redrive = (who?: Credentials, more: { DestinationArn?: string } = {}) =>
  aws.sqs(who).send(new StartMessageMoveTaskCommand({ SourceArn: dead.arn, ...more }));
const lastTask = async () => {
  const { Results = [] } = await aws
    .sqs()
    .send(new ListMessageMoveTasksCommand({ SourceArn: dead.arn }));
  return Results[0];
};

test('dead letters go back where they came from, as new messages of whoever redrives', async () => {
  const before = await letDie('first');
  await redrive(operator);
  expect(await lastTask()).toMatchObject({
    Status: 'COMPLETED',
    ApproximateNumberOfMessagesMoved: 1,
  });
  const [message] = await work.take();
  const { User } = await aws.iam().send(new GetUserCommand({ UserName: 'operator' }));
  expect(message?.Body).toBe('first');
  expect(message?.MessageId).not.toBe(before);
  expect(message?.Attributes).toMatchObject({
    SenderId: User?.UserId,
    ApproximateReceiveCount: '1',
    MessageGroupId: 'bucket-1',
  });
  expect(await dead.take()).toEqual([]);
});

test("the queue's Deny of sending stops whoever it does not name, root as well, and loses nothing", async () => {
  await work.allow({
    Effect: 'Deny',
    Principal: '*',
    Action: 'sqs:SendMessage',
    Resource: work.arn,
    Condition: { ArnNotEquals: { 'aws:PrincipalArn': operatorArn() } },
  });
  const [QueueUrl, MessageBody] = [dead.url, 'put there by hand'];
  await aws.sqs().send(new SendMessageCommand({ QueueUrl, MessageBody }));
  const stranger = await makeUser(aws, 'stranger', [{ Action: 'sqs:*' }]);
  for (const who of [stranger, undefined]) {
    await redrive(who, { DestinationArn: work.arn });
    expect(await lastTask()).toMatchObject({ Status: 'FAILED', FailureReason: 'AccessDenied' });
  }
  await redrive(operator, { DestinationArn: work.arn });
  expect(await lastTask()).toMatchObject({ Status: 'COMPLETED' });
  expect((await work.take()).map(({ Body }) => Body)).toEqual([MessageBody]);
});

test('a message that did not die in a queue has nowhere to go back to', async () => {
  await aws.sqs().send(new SendMessageCommand({ QueueUrl: dead.url, MessageBody: 'by hand' }));
  await redrive();
  expect(await lastTask()).toMatchObject({ FailureReason: 'CouldNotDetermineMessageSource' });
  expect(await dead.take()).toHaveLength(1);
});

test('permission is asked for on the queue of dead letters', async () => {
  const Resource = dead.arn;
  const allowed = ['sqs:StartMessageMoveTask', 'sqs:ReceiveMessage', 'sqs:DeleteMessage'];
  const halfway = await makeUser(aws, 'halfway', [{ Action: allowed, Resource }]);
  const nobody = await makeUser(aws, 'nobody', [{ Action: 'sqs:SendMessage' }]);
  await letDie('first');
  await expect(redrive(nobody)).rejects.toMatchObject({ name: 'AccessDenied' });
  await redrive(halfway);
  expect(await lastTask()).toMatchObject({ Status: 'FAILED', FailureReason: 'AccessDenied' });
});

test('only dead letters can be redriven, and only to a queue that is there', async () => {
  const sqs = aws.sqs();
  const alive = new StartMessageMoveTaskCommand({ SourceArn: work.arn });
  await expect(sqs.send(alive)).rejects.toMatchObject({ name: 'InvalidParameterValue' });
  const DestinationArn = `${work.arn}-not-there`;
  await expect(redrive(undefined, { DestinationArn })).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
});
