import { DescribeRuleCommand, ListRulesCommand, PutRuleCommand } from '@aws-sdk/client-eventbridge';
import {
  GetFunctionConfigurationCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { configEvent, eventually, sessionOf } from './deployed.ts';
import { type OwnAws, startOwnAws } from './own-aws.ts';

type Line = "the rule's pattern" | "the function's own check" | 'the empty diff';

let own: OwnAws;
beforeAll(async () => {
  own = await startOwnAws('hurried.config.ts');
});
afterAll(() => own.aws.stop());

/** Has one line of defence or none stand, and disables the others. */
async function standsAlone(line: Line | 'none'): Promise<void> {
  await setPattern(line === "the rule's pattern");
  await setOwnCheck(line === "the function's own check");
  const error = { status: 404, code: 'NoSuchBucketPolicy', message: 'There is no bucket policy' };
  // Where the service never sees the policy that it wrote, each look finds it missing.
  await own.aws.setFaults(
    line === 'the empty diff'
      ? []
      : [{ operation: 'GetBucketPolicy', caller: 'service', rate: 1, fault: 'error', error }],
  );
}

/** Whether the rule for S3 calls leaves out those of the function. */
async function setPattern(leavesOut: boolean): Promise<void> {
  const events = own.aws.events();
  const { Rules = [] } = await events.send(new ListRulesCommand({}));
  for (const { Name } of Rules) {
    const { EventPattern = '{}', EventBusName } = await events.send(
      new DescribeRuleCommand({ Name }),
    );
    const pattern = JSON.parse(EventPattern);
    if (!pattern.source?.includes('aws.s3')) continue;
    pattern.detail.$or = leavesOut
      ? excluding(sessionOf(own.stack.RoleArn, own.stack.FunctionName))
      : [true, false].map(anyIdentity);
    await events.send(
      new PutRuleCommand({ Name, EventBusName, EventPattern: JSON.stringify(pattern) }),
    );
  }
}

/** As the stack has it. */
function excluding(sessionArn: string) {
  return [{ exists: false }, { 'anything-but': [sessionArn] }].map((arn) => ({
    userIdentity: { arn: [arn] },
  }));
}

function anyIdentity(exists: boolean) {
  return { userIdentity: { arn: [{ exists }] } };
}

/** Whether the function knows its own session. */
async function setOwnCheck(isOn: boolean): Promise<void> {
  const lambda = own.aws.lambda();
  const { FunctionName } = own.stack;
  const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
  const ROLE_NAME = isOn ? own.stack.RoleArn.split('/').at(-1) : 'nobody';
  const Variables = { ...Environment?.Variables, ROLE_NAME } as Record<string, string>;
  await lambda.send(
    new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables } }),
  );
}

/** A drifted bucket that the service repaired, with the events of its own calls on the bus. */
async function repaired(Bucket: string): Promise<string> {
  await own.aws.setEvents({ deliver: false });
  await own.drift(Bucket);
  await own.aws.setEvents({ deliver: true });
  await own.aws.putEvent(configEvent(Bucket));
  await eventually(async () => expect(await own.endsOf(Bucket)).toContain('fixed'));
  return Bucket;
}

async function policyWrites(bucket: string): Promise<number> {
  const calls = await own.aws.calls();
  return calls.filter(
    (call) =>
      call.bucket === bucket && call.caller === 'service' && call.operation === 'PutBucketPolicy',
  ).length;
}

const ignored = async () =>
  (await own.aws.logs()).filter((line) => line.includes('own-change')).length;

let marks = 0;

/** Waits until what was on its way is through, and what that set off: whatever came behind it is. */
async function quiet(): Promise<void> {
  for (let round = 0; round < 2; round += 1) {
    marks += 1;
    const mark = `mark-${marks}`;
    await own.aws.putEvent(configEvent(mark));
    await eventually(async () => expect(await own.endsOf(mark)).toEqual(['gone']));
  }
}

test('without any of the three the service goes round in a loop, which the others are tested by', async () => {
  await standsAlone('none');
  const bucket = await repaired('no-line');
  await eventually(async () => expect(await policyWrites(bucket)).toBeGreaterThan(2));
});

test("the rule's pattern alone: no event of the service's own calls reaches the queue", async () => {
  await standsAlone("the rule's pattern");
  const bucket = await repaired('pattern-alone');
  await quiet();
  expect(await own.endsOf(bucket)).toEqual(['fixed']);
  expect(await policyWrites(bucket)).toBe(1);
});

test("the function's own check alone: the events arrive, and nobody looks", async () => {
  await standsAlone("the function's own check");
  const before = await ignored();
  const bucket = await repaired('check-alone');
  await eventually(async () => expect((await ignored()) - before).toBeGreaterThanOrEqual(3));
  await quiet();
  expect(await own.endsOf(bucket)).toEqual(['fixed']);
  expect(await policyWrites(bucket)).toBe(1);
});

test('the empty diff alone: the service looks at what it wrote, and writes nothing', async () => {
  await standsAlone('the empty diff');
  const bucket = await repaired('diff-alone');
  await eventually(async () => {
    const [first, ...rest] = await own.endsOf(bucket);
    expect(first).toBe('fixed');
    expect(rest).toEqual(['compliant', 'compliant', 'compliant']);
  });
  await quiet();
  expect(await policyWrites(bucket)).toBe(1);
  expect(await own.alertsOf(bucket)).toHaveLength(1);
});
