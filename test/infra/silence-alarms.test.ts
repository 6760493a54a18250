import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import type { SettingsInput } from '../../shared/settings.ts';
import { templateOf } from './synth.ts';

/** The alarms on silence, by their names. */
function silences(settings: SettingsInput = {}) {
  const alarms = Object.entries(templateOf(settings).findResources('AWS::CloudWatch::Alarm'));
  const found = alarms.filter(([id]) => id.startsWith('Silence'));
  return Object.fromEntries(
    found.map(([id, { Properties }]) => [id.slice('Silence'.length, -8), Properties]),
  );
}

/** The evaluated hours of the alarm on sweeps for a schedule. */
function hoursFor(schedule: string): number | undefined {
  return silences({ sweep: { schedule } })['SweepEnded']?.EvaluationPeriods;
}

describe('silence raises an alarm', () => {
  test.each([
    ['Heartbeat', 'Messages', 3],
    ['SweepEnded', 'SweepsEnded', 36],
  ])(
    '%s: after hours without it, but not in the first ones after the deployment',
    (name, metric, hours) => {
      expect(silences()[name]).toMatchObject({
        // The clock has no data before the deployment: an hour without is a good one.
        TreatMissingData: 'notBreaching',
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        Threshold: 1,
        EvaluationPeriods: hours,
        Metrics: [
          { Expression: '(FILL(counted, 0) < 1) + 0 * clock', ReturnData: true },
          {
            Id: 'counted',
            MetricStat: { Metric: { MetricName: metric }, Period: 3600, Stat: 'Sum' },
            ReturnData: false,
          },
          { Id: 'clock', MetricStat: { Period: 3600 }, ReturnData: false },
        ],
      });
      expect(silences()[name]).not.toHaveProperty('DatapointsToAlarm');
    },
  );

  test('says what to look at', () => {
    const { Heartbeat, SweepEnded } = silences();
    expect(Heartbeat.AlarmDescription).toMatch(/trail.*rule.*schedule.*trigger of the function/);
    expect(SweepEnded.AlarmDescription).toMatch(/36 hours.*schedule.*trigger/);
    for (const { AlarmDescription } of Object.values(silences())) {
      expect(AlarmDescription).toContain('docs/runbook.md');
      expect(AlarmDescription.length).toBeLessThanOrEqual(1024);
    }
  });

  test('of sweeps as often as their schedule has them end, and of none where it has none', () => {
    expect(hoursFor('rate(2 days)')).toBe(72);
    expect(hoursFor('rate(7 days)')).toBeUndefined();
    expect(hoursFor('off')).toBeUndefined();
  });

  test('of no heartbeat where every control is off: nothing is listened for', () => {
    const controls = {
      'default-encryption': 'off',
      'tls-only': 'off',
      'block-public-access': 'off',
    } as const;
    expect(Object.keys(silences({ controls }))).toEqual(['SweepEnded', 'FailedDeliveries']);
  });
});

test('a delivery that failed raises an alarm, of alerts and of chat', () => {
  const both = silences({ alerts: { chatTopic: true } });
  for (const [name, topic] of [
    ['FailedDeliveries', '^TopicsAlerts'],
    ['FailedChatDeliveries', '^TopicsChat'],
  ]) {
    templateOf({ alerts: { chatTopic: true } }).hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'NumberOfNotificationsFailed',
      Dimensions: [
        {
          Name: 'TopicName',
          Value: { 'Fn::GetAtt': [Match.stringLikeRegexp(topic ?? ''), 'TopicName'] },
        },
      ],
    });
    expect(both).toHaveProperty(name ?? '');
  }
  expect(silences()).not.toHaveProperty('FailedChatDeliveries');
});
