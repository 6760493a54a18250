import { Duration } from 'aws-cdk-lib';
import { type Alarm, MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { alarm } from './alarm.ts';

/** As long as metrics of a queue that was idle may come late. */
const PERIOD = Duration.minutes(5);
const PERIODS = 3;

/**
 * An alarm on what arrives in a dead-letter queue, whatever lies there already: it ends by itself a quarter of an
 * hour after the last arrival, and the next one raises it again. docs/decisions/025-dead-letters-that-arrive.md
 */
export function deadLetterAlarm(
  scope: Construct,
  id: string,
  props: { queue: IQueue; alarmDescription: string; topic: ITopic },
): Alarm {
  const { queue, ...what } = props;
  const arrived = new MathExpression({
    label: 'messages that arrived',
    // What SQS moves by itself counts as sent nowhere, and only makes the queue longer. A queue that was idle has no
    // metrics: without FILL there would be nothing that its first message is more than.
    expression: 'MAX([FILL(sent, 0), DIFF(FILL(visible, 0))])',
    usingMetrics: {
      sent: queue.metricNumberOfMessagesSent({ period: PERIOD, statistic: 'Sum' }),
      // The most of five minutes: whoever receives messages hides them for half a minute.
      visible: queue.metricApproximateNumberOfMessagesVisible({
        period: PERIOD,
        statistic: 'Maximum',
      }),
    },
    period: PERIOD,
  });
  return alarm(scope, id, {
    ...what,
    metric: arrived,
    threshold: 1,
    periods: PERIODS,
    // What FILL put where a metric is late must not hide what came: any of the periods is enough.
    datapointsToAlarm: 1,
  });
}
