import { describe, expect, test } from 'vitest';
import { templateOf } from './synth.ts';

const template = templateOf({ alerts: { chatTopic: true } });
const POLLING = ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'];

type Resource = ReturnType<typeof template.findResources>[string];

/** The one resource of a type whose logical id begins so. */
function only(type: string, start: string): [string, Resource] {
  const found = Object.entries(template.findResources(type)).filter(([id]) => id.startsWith(start));
  if (found[0] === undefined || found.length > 1) {
    throw new Error(`there is not one ${type} ${start}, but ${found.length}`);
  }
  return found[0];
}

describe.each([
  ['Remediate', ['IntakeEvents']],
  ['SweepFunction', ['SweepQueue', 'SweepRequests']],
])('the role of %s', (construct, queues) => {
  const [roleId, role] = only('AWS::IAM::Role', construct);
  const [functionId] = only('AWS::Lambda::Function', construct);
  const [codeId, code] = only('AWS::IAM::Policy', `${construct}Permissions`);
  const [pollingId, pollingPolicy] = only('AWS::IAM::Policy', `${construct}Polling`);
  const [polling, ofCode] = [pollingPolicy, code].map(
    (policy): Record<string, unknown>[] => policy['Properties'].PolicyDocument.Statement,
  );

  test('has one policy for the code and one for Lambda, and no other', () => {
    const policies = Object.entries(template.findResources('AWS::IAM::Policy'));
    const own = policies.filter(([, { Properties }]) => Properties.Roles[0].Ref === roleId);
    expect(own.map(([id]) => id).sort()).toEqual([codeId, pollingId].sort());
    expect(role['Properties']).not.toHaveProperty('ManagedPolicyArns');
    expect(role['Properties']).not.toHaveProperty('Policies');
  });

  test('is for Lambda alone', () => {
    expect(role['Properties'].AssumeRolePolicyDocument.Statement).toEqual([
      { Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' } },
    ]);
  });

  test("allows each call to the function's code alone", () => {
    expect(ofCode?.length).toBeGreaterThan(5);
    for (const { Condition } of ofCode ?? []) {
      expect(Condition).toMatchObject({
        ArnEquals: { 'lambda:SourceFunctionArn': { 'Fn::GetAtt': [functionId, 'Arn'] } },
      });
    }
  });

  test('allows without that what Lambda itself does, on the queues of the function, and nothing else', () => {
    const expected = queues.map((queue) => {
      const [id] = only('AWS::SQS::Queue', queue);
      return { queue: { 'Fn::GetAtt': [id, 'Arn'] }, actions: POLLING };
    });
    expect(
      polling?.map(({ Resource: queue, Action }) => ({
        queue,
        actions: [...(Action as string[])].sort(),
      })),
    ).toEqual(expected);
    for (const statement of polling ?? []) expect(statement).not.toHaveProperty('Condition');
  });

  test('no message is taken before the function may do what it asks for', () => {
    const mappings = Object.values(template.findResources('AWS::Lambda::EventSourceMapping'));
    const own = mappings.filter(({ Properties }) => Properties.FunctionName.Ref === functionId);
    expect(own).toHaveLength(queues.length);
    for (const { DependsOn } of own) expect(DependsOn).toContain(codeId);
  });

  test('Lambda may poll before there is anything that does: permissions take their time', () => {
    const [, made] = only('AWS::Lambda::Function', construct);
    expect(made['DependsOn']).toContain(pollingId);
  });
});

describe('a function runs for nothing but the messages of its queues', () => {
  test('each event source is a queue of the service', () => {
    const mappings = Object.values(template.findResources('AWS::Lambda::EventSourceMapping'));
    const sources = mappings.map(({ Properties }) => Properties.EventSourceArn['Fn::GetAtt'][0]);
    expect(sources.map((id) => id.slice(0, -8)).sort()).toEqual([
      'IntakeEvents',
      'SweepQueue',
      'SweepRequests',
    ]);
  });

  test.each(['AWS::Lambda::Permission', 'AWS::Lambda::Url', 'AWS::Lambda::EventInvokeConfig'])(
    'there is no %s',
    (type) => {
      template.resourceCountIs(type, 0);
    },
  );

  test('no rule, schedule, topic or bucket calls it', () => {
    const functions = Object.keys(template.findResources('AWS::Lambda::Function'));
    expect(functions).toHaveLength(2);
    const others = Object.values(template.toJSON()['Resources'] as Record<string, Resource>).filter(
      ({ Type }) => /^AWS::(Events|Scheduler|SNS|S3)::/.test(Type),
    );
    const arns = functions.map((id) => JSON.stringify({ 'Fn::GetAtt': [id, 'Arn'] }));
    for (const arn of arns) expect(JSON.stringify(others)).not.toContain(arn);
  });
});
