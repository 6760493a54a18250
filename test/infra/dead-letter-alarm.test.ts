import { describe, expect, test } from 'vitest';
import { ARRIVED, arrivals } from './dead-letter-arrivals.ts';
import { templateOf } from './synth.ts';

const alarms = Object.entries(templateOf({}).findResources('AWS::CloudWatch::Alarm'))
  .filter(([id]) => /DeadLetters/.test(id))
  .map(([, { Properties }]) => Properties);

test('each alarm on dead letters is on what arrives, in any of three periods of five minutes', () => {
  expect(alarms).toHaveLength(2);
  for (const alarm of alarms) {
    expect(alarm).toMatchObject({
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      Threshold: 1,
      EvaluationPeriods: 3,
      DatapointsToAlarm: 1,
      TreatMissingData: 'notBreaching',
      Metrics: [
        { Expression: ARRIVED, Id: expect.any(String) },
        { Id: 'sent', ReturnData: false, MetricStat: { Stat: 'Sum', Period: 300 } },
        { Id: 'visible', ReturnData: false, MetricStat: { Stat: 'Maximum', Period: 300 } },
      ],
    });
  }
});

describe('by that expression, over periods of the queue,', () => {
  const none = undefined;
  test.each<[string, { sent: (number | undefined)[]; visible: (number | undefined)[] }, number[]]>([
    ['a message that is sent arrives once', { sent: [0, 1, 0], visible: [0, 1, 1] }, [0, 1, 0]],
    ['a message that SQS moves arrives too', { sent: [0, 0, 0], visible: [0, 1, 1] }, [0, 1, 0]],
    [
      'a further one arrives, whatever lies there',
      { sent: [0, 0, 0, 1], visible: [3, 3, 4, 5] },
      [0, 0, 1, 1],
    ],
    ['what lies there does not', { sent: [0, 0, 0], visible: [7, 7, 7] }, [0, 0, 0]],
    [
      'the first of an idle queue arrives',
      { sent: [none, none, none], visible: [none, 1, 1] },
      [0, 1, 0],
    ],
    [
      'one that is sent while another is deleted arrives',
      { sent: [0, 1, 0], visible: [1, 1, 1] },
      [0, 1, 0],
    ],
    ['what is deleted does not', { sent: [0, 0], visible: [4, 0] }, [0, 0]],
  ])('%s', (_, metrics, expected) => {
    expect(arrivals(metrics).map((value) => Math.max(0, value))).toEqual(expected);
  });
});
