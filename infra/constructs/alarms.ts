import { Duration } from 'aws-cdk-lib';
import { type IMetric, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { METRICS } from '../../shared/metrics.ts';
import type { Settings } from '../../shared/settings.ts';
import { alarm } from './alarm.ts';
import { deadLetterAlarm } from './dead-letter-alarm.ts';
import type { EventIntake } from './event-intake.ts';
import type { Sweep } from './sweep.ts';

/** A message this old was not handled by the quick retries; a person may want to know why. */
const OLD_MESSAGE = Duration.minutes(30);

/** A moment's throttling passes by itself: SQS gives the messages again. */
const THROTTLED = Duration.minutes(5);
const THROTTLED_PERIODS = 3;
const THROTTLED_TEXT =
  "Lambda has refused to run a Bucket Warden function for a quarter of an hour: the account's concurrency is used up, or reserved for others.";

/** Alarms on what the service cannot tell of itself; all reach the alerts topic. */
export class Alarms extends Construct {
  constructor(
    scope: Construct,
    id: string,
    {
      intake,
      remediate,
      sweep,
      topic,
      retry,
    }: {
      intake: EventIntake;
      remediate: IFunction;
      sweep: Sweep;
      topic: Topic;
      retry: Settings['retry'];
    },
  ) {
    super(scope, id);
    const period = Duration.minutes(1);
    const tell = (
      name: string,
      metric: IMetric,
      threshold: number,
      alarmDescription: string,
      periods?: number,
    ) => alarm(this, name, { metric, threshold, alarmDescription, topic, periods });
    deadLetterAlarm(this, 'DeadLetters', {
      queue: intake.deadLetters,
      topic,
      alarmDescription:
        'Bucket Warden gave up on a message: a bucket may be unprotected. The message in the dead-letter queue carries the error.',
    });
    tell(
      'Errors',
      remediate.metricErrors({ period, statistic: 'Sum' }),
      1,
      'The Bucket Warden function crashed or timed out; its messages are tried again. See its log.',
    );
    tell(
      'OldestMessage',
      intake.events.metricApproximateAgeOfOldestMessage({ period, statistic: 'Maximum' }),
      OLD_MESSAGE.toSeconds(),
      `A message has waited for more than ${OLD_MESSAGE.toMinutes()} minutes and nobody took it: the Bucket Warden function does not poll its queue, or cannot keep up.`,
    );
    tell(
      'RetriedMessages',
      new Metric({
        namespace: METRICS.namespace,
        metricName: METRICS.retriedMessageAge,
        dimensionsMap: { service: METRICS.service },
        period: betweenTwoTries(retry),
        statistic: 'Maximum',
      }),
      OLD_MESSAGE.toSeconds(),
      `Bucket Warden has tried a message for more than ${OLD_MESSAGE.toMinutes()} minutes: S3 keeps refusing, or another look has the bucket. See its log.`,
    );
    tell(
      'Throttles',
      remediate.metricThrottles({ period: THROTTLED, statistic: 'Sum' }),
      1,
      THROTTLED_TEXT,
      THROTTLED_PERIODS,
    );
    deadLetterAlarm(this, 'SweepDeadLetters', {
      queue: sweep.deadLetters,
      topic,
      alarmDescription:
        'Bucket Warden gave up on a part of a sweep: the sweep may not end, and the next one begins half a day later. The message in the dead-letter queue carries the error.',
    });
    tell(
      'SweepErrors',
      sweep.function.function.metricErrors({ period, statistic: 'Sum' }),
      1,
      "The function of Bucket Warden's sweep crashed or timed out; its messages are tried again. See its log.",
    );
    tell(
      'SweepThrottles',
      sweep.function.function.metricThrottles({ period: THROTTLED, statistic: 'Sum' }),
      1,
      `The sweep: ${THROTTLED_TEXT}`,
      THROTTLED_PERIODS,
    );
  }
}

/** Long enough to find the last try in it until the next one, so that the alarm is raised once. */
function betweenTwoTries({ longestDelaySeconds }: Settings['retry']): Duration {
  return Duration.minutes(Math.ceil((2 * longestDelaySeconds) / 60));
}
