import { Duration } from 'aws-cdk-lib';
import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { alarm } from './alarm.ts';
import type { EventIntake } from './event-intake.ts';
import type { Sweep } from './sweep.ts';

/** A message this old was not handled by the quick retries; a person may want to know why. */
const OLD_MESSAGE = Duration.minutes(30);

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
    }: { intake: EventIntake; remediate: IFunction; sweep: Sweep; topic: Topic },
  ) {
    super(scope, id);
    const period = Duration.minutes(1);
    const tell = (name: string, metric: IMetric, threshold: number, alarmDescription: string) =>
      alarm(this, name, { metric, threshold, alarmDescription, topic });
    tell(
      'DeadLetters',
      intake.deadLetters.metricApproximateNumberOfMessagesVisible({ period, statistic: 'Maximum' }),
      1,
      'Bucket Warden gave up on a message: a bucket may be unprotected. The message in the dead-letter queue carries the error.',
    );
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
      `A message has waited for more than ${OLD_MESSAGE.toMinutes()} minutes: the function is throttled, or S3 keeps refusing. See its log.`,
    );
    tell(
      'SweepDeadLetters',
      sweep.deadLetters.metricApproximateNumberOfMessagesVisible({ period, statistic: 'Maximum' }),
      1,
      'Bucket Warden gave up on a part of a sweep: the sweep may not end, and the next one begins half a day later. The message in the dead-letter queue carries the error.',
    );
    tell(
      'SweepErrors',
      sweep.function.function.metricErrors({ period, statistic: 'Sum' }),
      1,
      "The function of Bucket Warden's sweep crashed or timed out; its messages are tried again. See its log.",
    );
  }
}
