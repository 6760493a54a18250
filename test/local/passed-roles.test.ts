import { PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { CreateFunctionCommand, UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { AwsClient } from 'aws4fetch';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Credentials } from '../../local/clients.ts';
import { makeRole, makeUser } from '../../local/principals.ts';
import { type LocalAws, startLocalAws } from '../../local/start.ts';
import { zipOf } from './zip.ts';

let aws: LocalAws;
let powerful: string;
let harmless: string;
let intruder: Credentials;
let developer: Credentials;

beforeAll(async () => {
  aws = await startLocalAws({ deploy: false });
  const services = ['lambda.amazonaws.com', 'events.amazonaws.com', 'scheduler.amazonaws.com'];
  powerful = await makeRole(aws, 'powerful', [{ Action: '*' }], services);
  harmless = await makeRole(aws, 'harmless', [], services);
  const Action = ['lambda:*', 'events:*', 'scheduler:*'];
  intruder = await makeUser(aws, 'intruder', [{ Action }]);
  const Condition = { StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' } };
  developer = await makeUser(aws, 'developer', [
    { Action },
    { Action: 'iam:PassRole', Resource: harmless, Condition },
  ]);
});
afterAll(() => aws?.stop());

const create = (who: Credentials | undefined, FunctionName: string, Role: string) =>
  aws.lambda(who).send(
    new CreateFunctionCommand({
      FunctionName,
      Role,
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Code: { ZipFile: zipOf('index.js', Buffer.from('exports.handler = async () => "done";')) },
    }),
  );
const refused = {
  name: 'AccessDeniedException',
  message: expect.stringContaining('not authorized to perform: iam:PassRole'),
};

test('whoever may make functions has no role for them without permission to pass it', async () => {
  await expect(create(intruder, 'theirs', powerful)).rejects.toMatchObject(refused);
  await expect(create(developer, 'theirs', powerful)).rejects.toMatchObject(refused);
  await create(developer, 'ours', harmless);
  const FunctionName = 'ours';
  const raise = new UpdateFunctionConfigurationCommand({ FunctionName, Role: powerful });
  await expect(aws.lambda(developer).send(raise)).rejects.toMatchObject(refused);
  const rename = new UpdateFunctionConfigurationCommand({ FunctionName, Description: 'ours' });
  await aws.lambda(intruder).send(rename);
});

test('nor for the target of a rule', async () => {
  const Name = 'rule';
  const EventPattern = JSON.stringify({ source: ['x'] });
  await aws.events(intruder).send(new PutRuleCommand({ Name, EventPattern }));
  const Arn = `arn:aws:sqs:us-east-1:${aws.account}:queue`;
  const put = (RoleArn?: string) =>
    new PutTargetsCommand({ Rule: Name, Targets: [{ Id: 'queue', Arn, RoleArn }] });
  await expect(aws.events(intruder).send(put(powerful))).rejects.toMatchObject(refused);
  // May pass it, but to Lambda alone.
  await expect(aws.events(developer).send(put(harmless))).rejects.toMatchObject(refused);
  await aws.events(intruder).send(put());
});

test('nor for a schedule', async () => {
  const { accessKeyId, secretAccessKey } = intruder;
  const scheduler = new AwsClient({
    accessKeyId,
    secretAccessKey,
    service: 'scheduler',
    region: 'us-east-1',
    retries: 0,
  });
  const answer = await scheduler.fetch(`${aws.plainEndpoint}/schedules/theirs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      ScheduleExpression: 'rate(1 hour)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: { Arn: `arn:aws:sqs:us-east-1:${aws.account}:queue`, RoleArn: powerful },
    }),
  });
  expect(answer.status).toBe(403);
  expect(await answer.text()).toContain('iam:PassRole');
});

test('Lambda takes no role that does not trust it', async () => {
  const foreign = await makeRole(aws, 'of-another-service', [], ['ec2.amazonaws.com']);
  await expect(create(undefined, 'untrusted', foreign)).rejects.toMatchObject({
    name: 'InvalidParameterValueException',
    message: 'The role defined for the function cannot be assumed by Lambda.',
  });
});
