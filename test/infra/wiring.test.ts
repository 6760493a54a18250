import type { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { templateOf } from './synth.ts';

const plain = templateOf();

type Properties = ReturnType<Template['findResources']>[string][string];

/** Something of each resource of a type, by the resource's name. */
function byName<Value>(type: string, of: (properties: Properties) => Value) {
  const found = Object.entries(plain.findResources(type));
  return Object.fromEntries(found.map(([id, { Properties }]) => [named(id), of(Properties)]));
}

/** A logical id without the hash that the CDK puts behind it. */
function named(id: string): string {
  return id.replace(/[0-9A-F]{8}$/, '');
}

/** What a reference leads to: the name of the resource, whichever attribute of it. */
function target(reference: { Ref?: string; 'Fn::GetAtt'?: [string, string] } = {}): string {
  return named(reference.Ref ?? reference['Fn::GetAtt']?.[0] ?? 'nothing');
}

/** What shows that the service is deployed, wherever silence counts. */
const CLOCK = 'ApproximateNumberOfMessagesVisible of QueueName IntakeEvents';

/** What a metric is about, as in `Errors of FunctionName RemediateFunction`. */
function watchedBy({ MetricName, Dimensions }: Properties): string {
  const named = Dimensions.map(
    ({ Name, Value }: Properties) => `${Name} ${typeof Value === 'string' ? Value : target(Value)}`,
  );
  return `${MetricName} of ${named.toReversed().join(' and ')}`;
}

const EVENTS = { to: 'IntakeEvents', deadLetters: 'IntakeDeadLetters' };
const SWEEP = { to: 'SweepQueue', deadLetters: 'SweepDeadLetters' };

test('each alarm watches the queue or the function that it names, and reaches the alerts topic', () => {
  const [alerts] = Object.keys(plain.findResources('AWS::SNS::Topic'));
  const watched = byName('AWS::CloudWatch::Alarm', ({ AlarmActions, Metrics, ...alarm }) => {
    expect(AlarmActions).toEqual([{ Ref: alerts }]);
    if (Metrics === undefined) return watchedBy(alarm);
    const metrics = (Metrics as Properties[]).filter(({ MetricStat }) => MetricStat !== undefined);
    return metrics.map(({ MetricStat }) => watchedBy(MetricStat.Metric));
  });
  expect(watched).toEqual({
    AlarmsDeadLetters: [
      'NumberOfMessagesSent of QueueName IntakeDeadLetters',
      'ApproximateNumberOfMessagesVisible of QueueName IntakeDeadLetters',
    ],
    AlarmsErrors: 'Errors of FunctionName RemediateFunction',
    AlarmsOldestMessage: 'ApproximateAgeOfOldestMessage of QueueName IntakeEvents',
    AlarmsRetriedMessages: 'RetriedMessageAge of service bucket-warden',
    AlarmsThrottles: 'Throttles of FunctionName RemediateFunction',
    AlarmsSweepDeadLetters: [
      'NumberOfMessagesSent of QueueName SweepDeadLetters',
      'ApproximateNumberOfMessagesVisible of QueueName SweepDeadLetters',
    ],
    AlarmsSweepErrors: 'Errors of FunctionName SweepFunction',
    AlarmsSweepThrottles: 'Throttles of FunctionName SweepFunction',
    SilenceHeartbeat: ['Messages of service bucket-warden and outcome heartbeat', CLOCK],
    SilenceSweepEnded: ['SweepsEnded of service bucket-warden', CLOCK],
    SilenceFailedDeliveries: 'NumberOfNotificationsFailed of TopicName TopicsAlerts',
  });
});

describe('what cannot be delivered or handled goes to the dead-letter queue of its kind', () => {
  test('from each rule', () => {
    const targets = byName('AWS::Events::Rule', ({ Targets: [first, ...others] }) => {
      expect(others).toEqual([]);
      return { to: target(first.Arn), deadLetters: target(first.DeadLetterConfig?.Arn) };
    });
    expect(targets).toEqual({
      IntakeApiCalls: EVENTS,
      IntakeConfigFindings: EVENTS,
      SweepDeployed: SWEEP,
    });
  });

  test('from the schedule of sweeps; a heartbeat that fails is missed', () => {
    const targets = byName('AWS::Scheduler::Schedule', ({ Target }) => ({
      to: Target.Arn['Fn::Join'] ? 'an API call' : target(Target.Arn),
      deadLetters: target(Target.DeadLetterConfig?.Arn),
    }));
    expect(targets).toEqual({
      SweepSchedule: SWEEP,
      HeartbeatSchedule: { to: 'an API call', deadLetters: 'nothing' },
    });
  });

  test('from each queue', () => {
    const queues = byName('AWS::SQS::Queue', ({ RedrivePolicy }) =>
      target(RedrivePolicy?.deadLetterTargetArn),
    );
    expect(queues).toEqual({
      IntakeEvents: 'IntakeDeadLetters',
      IntakeDeadLetters: 'nothing',
      SweepQueue: 'SweepDeadLetters',
      SweepRequests: 'nothing',
      SweepDeadLetters: 'nothing',
    });
  });

  test('from each function', () => {
    const functions = byName('AWS::Lambda::Function', ({ Environment: { Variables } }) =>
      target(Variables.DEAD_LETTER_QUEUE_URL),
    );
    expect(functions).toEqual({
      RemediateFunction: 'IntakeDeadLetters',
      SweepFunction: 'SweepDeadLetters',
    });
  });
});
