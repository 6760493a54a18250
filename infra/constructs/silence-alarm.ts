import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

/** CloudWatch looks back for a day where a period is shorter than this, and for a week where it is not. */
const PERIOD = Duration.hours(1);

/**
 * An alarm that tells a topic once something has not come for some hours.
 *
 * Without data CloudWatch cannot tell a service that fell silent from one that was deployed a minute ago: both would
 * raise an alarm on missing data. So `clock`, which has data as long as the service is deployed, says which hours count.
 * @param props.counted what has to come, counted
 */
export function silenceAlarm(
  scope: Construct,
  id: string,
  props: {
    readonly counted: IMetric;
    readonly clock: IMetric;
    /** 168 at the most. */
    readonly hours: number;
    readonly alarmDescription: string;
    readonly topic: ITopic;
  },
): Alarm {
  const { counted, clock, hours, alarmDescription, topic } = props;
  const made = new Alarm(scope, id, {
    metric: new MathExpression({
      expression: '(FILL(counted, 0) < 1) + 0 * clock',
      usingMetrics: { counted, clock },
      period: PERIOD,
      label: 'hours of silence',
    }),
    threshold: 1,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    evaluationPeriods: hours,
    // Hours without the clock are those before the deployment.
    treatMissingData: TreatMissingData.NOT_BREACHING,
    alarmDescription,
  });
  made.addAlarmAction(new SnsAction(topic));
  return made;
}
