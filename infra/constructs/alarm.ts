import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

/**
 * An alarm that tells a topic once the metric has reached the threshold in one period, or in several on end, or in
 * so many of several.
 */
export function alarm(
  scope: Construct,
  id: string,
  props: {
    metric: IMetric;
    threshold: number;
    alarmDescription: string;
    topic: ITopic;
    periods?: number;
    datapointsToAlarm?: number;
  },
): Alarm {
  const { topic, periods = 1, ...what } = props;
  const made = new Alarm(scope, id, {
    ...what,
    evaluationPeriods: periods,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  });
  made.addAlarmAction(new SnsAction(topic));
  return made;
}
