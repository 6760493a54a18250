import {
  DescribeRuleCommand,
  ListRulesCommand,
  PutRuleCommand,
  PutTargetsCommand,
  TestEventPatternCommand,
} from '@aws-sdk/client-eventbridge';
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
} from '@aws-sdk/client-sqs';
import { beforeAll, describe, expect, test } from 'vitest';
import { eventFixtures, OWN, OWN_SESSION } from '../core/events/fixtures.ts';
import { aws, eventually, ownSession } from './deployed.ts';

const events = aws.events();
const fixtures = eventFixtures().filter((fixture) => isEvent(fixture.event));
let patterns: string[] = [];

function isEvent(event: unknown): event is Record<string, unknown> {
  return typeof event === 'object' && event !== null && !Array.isArray(event) && 'source' in event;
}

beforeAll(async () => {
  patterns = await deployedPatterns();
});

/** The patterns as they are deployed, with the fixtures' session in place of the local one. */
async function deployedPatterns(): Promise<string[]> {
  const { Rules = [] } = await events.send(new ListRulesCommand({}));
  const described = await Promise.all(
    Rules.map(({ Name }) => events.send(new DescribeRuleCommand({ Name }))),
  );
  return described.map(({ EventPattern = '' }) => EventPattern.replaceAll(ownSession, OWN_SESSION));
}

test('there is one rule for S3 calls, one for Config findings and one for deployments, within EventBridge’s limit', () => {
  expect(patterns.map((pattern) => JSON.parse(pattern).source)).toEqual(
    expect.arrayContaining([['aws.s3'], ['aws.config'], ['aws.cloudformation']]),
  );
  expect(patterns).toHaveLength(3);
  for (const pattern of patterns) expect(pattern.length).toBeLessThanOrEqual(2048);
  expect(patterns.join()).toContain(OWN_SESSION);
});

describe('TestEventPattern', () => {
  test.each(fixtures.map((fixture) => [fixture.name, fixture] as const))(
    '%s',
    async (_name, { event, matches }) => {
      const Event = JSON.stringify({
        id: 'test',
        time: '2026-11-01T00:00:00Z',
        account: OWN.account,
        region: 'us-east-1',
        resources: [],
        detail: {},
        ...(event as object),
      });
      const results = await Promise.all(
        patterns.map((EventPattern) =>
          events.send(new TestEventPatternCommand({ EventPattern, Event })),
        ),
      );
      expect(results.filter((result) => result.Result)).toHaveLength(matches ? 1 : 0);
    },
  );
});

test('put on the bus, exactly the matching ones reach a queue', async () => {
  const queue = await subscribedQueue();
  for (const { name, event } of fixtures) {
    const { detail, ...envelope } = event as { detail?: unknown };
    if (typeof detail !== 'object' || detail === null) continue;
    // Each Region and account has a bus of its own, and the rules are on the local one; no pattern reads either, nor the name.
    await aws.putEvent({
      ...envelope,
      account: aws.account,
      region: aws.region,
      detail: { ...detail, fixture: name },
    } as never);
  }
  const expected = fixtures.filter((fixture) => fixture.matches).map((fixture) => fixture.name);
  const arrived: string[] = [];
  await eventually(async () => {
    arrived.push(...(await drain(queue)));
    expect([...new Set(arrived)].sort()).toEqual(expected.sort());
  });
  arrived.push(...(await drain(queue)));
  expect(arrived.sort()).toEqual(expected.sort());
});

async function subscribedQueue(): Promise<string> {
  const sqs = aws.sqs();
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'rule-tests' }));
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
  );
  const Arn = Attributes?.['QueueArn'] ?? '';
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: Arn,
      },
    ],
  });
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
  for (const [index, EventPattern] of patterns.entries()) {
    const Name = `rule-tests-${index}`;
    await events.send(new PutRuleCommand({ Name, EventPattern }));
    await events.send(new PutTargetsCommand({ Rule: Name, Targets: [{ Id: 'queue', Arn }] }));
  }
  return QueueUrl ?? '';
}

async function drain(QueueUrl: string): Promise<string[]> {
  const sqs = aws.sqs();
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
  );
  if (Messages.length === 0) return [];
  await sqs.send(
    new DeleteMessageBatchCommand({
      QueueUrl,
      Entries: Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle })),
    }),
  );
  const names = Messages.map(({ Body = '{}' }) => JSON.parse(Body).detail.fixture as string);
  return [...names, ...(await drain(QueueUrl))];
}
