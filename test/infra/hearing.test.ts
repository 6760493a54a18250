import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { LISTENING_RULES } from '../../shared/core/hearing/rule-ids.ts';
import { templateOf, templatesOf } from './synth.ts';

const plain = templateOf();
const { BucketWarden: home, 'BucketWardenForwarder-eu-west-1': forwarder } = templatesOf({
  region: 'eu-central-1',
  regions: ['eu-west-1'],
});

/** The statements of the sweep's role that allow an action. */
function statementsOf(action: string) {
  const policies = Object.entries(plain.findResources('AWS::IAM::Policy'));
  return policies
    .filter(([id]) => /^SweepFunction(Permissions|Role)/.test(id))
    .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement)
    .filter(({ Action }: { Action: string | string[] }) => [Action].flat().includes(action));
}

test('the rules that have to be there are those that are made, in both stacks', () => {
  for (const [stack, ids] of [
    [home, LISTENING_RULES.home],
    [forwarder, LISTENING_RULES.forwarder],
  ] as const) {
    const rules = Object.entries(stack?.findResources('AWS::Events::Rule') ?? {});
    const listening = rules
      .filter(
        ([, { Properties }]) => String(Properties.EventPattern.source) !== 'aws.cloudformation',
      )
      .map(([id, { Properties }]) => {
        // CloudFormation names it by stack and logical id.
        expect(Properties.Name).toBeUndefined();
        return id.slice(0, -8);
      });
    expect(listening.sort()).toEqual([...ids].sort());
  }
});

describe('the sweep', () => {
  test('knows the queue of events and both schedules', () => {
    plain.hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: Match.objectLike({
          EVENTS_QUEUE_ARN: { 'Fn::GetAtt': [Match.stringLikeRegexp('^IntakeEvents'), 'Arn'] },
          HEARTBEAT_SCHEDULE: { Ref: Match.stringLikeRegexp('^HeartbeatSchedule') },
          SWEEP_SCHEDULE: { Ref: Match.stringLikeRegexp('^SweepSchedule') },
        }),
      },
    });
  });

  test('may look at these schedules and these topics only', () => {
    expect(statementsOf('scheduler:GetSchedule')[0].Resource).toHaveLength(2);
    expect(statementsOf('sns:GetTopicAttributes')[0].Resource).toEqual({
      Ref: expect.stringMatching(/^TopicsAlerts/),
    });
    for (const action of [
      'cloudtrail:GetTrailStatus',
      'events:ListRules',
      'lambda:ListEventSourceMappings',
    ]) {
      expect(statementsOf(action)).toMatchObject([{ Resource: '*' }]);
    }
  });

  test('looks for no schedule that is not there', () => {
    const off = JSON.stringify(templateOf({ sweep: { schedule: 'off' } }).toJSON());
    expect(off).not.toContain('SWEEP_SCHEDULE');
    expect(off).toContain('HEARTBEAT_SCHEDULE');
  });
});

test('the outputs name triggers and schedules, for the doctor', () => {
  for (const [name, start] of [
    ['HeartbeatScheduleName', '^Heartbeat'],
    ['SweepScheduleName', '^Sweep'],
  ] as const) {
    plain.hasOutput(name, { Value: { Ref: Match.stringLikeRegexp(start) } });
  }
});
