import { type CloudWatchClient, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import type { Check } from '../../shared/core/hearing/check.ts';
import { deliveriesVerdict } from '../../shared/core/hearing/verdicts.ts';

const DAY_SECONDS = 86_400;

/** Whether SNS could deliver what a topic had to say, within a day. */
export async function checkDeliveries(
  cloudWatch: CloudWatchClient,
  topicArn: string,
  what: string,
  nowMs: number,
): Promise<Check[]> {
  const { Datapoints = [] } = await cloudWatch.send(
    new GetMetricStatisticsCommand({
      Namespace: 'AWS/SNS',
      MetricName: 'NumberOfNotificationsFailed',
      Dimensions: [{ Name: 'TopicName', Value: topicArn.slice(topicArn.lastIndexOf(':') + 1) }],
      StartTime: new Date(nowMs - DAY_SECONDS * 1000),
      EndTime: new Date(nowMs),
      Period: DAY_SECONDS,
      Statistics: ['Sum'],
    }),
  );
  const failed = Datapoints.reduce((sum, { Sum = 0 }) => sum + Sum, 0);
  return [deliveriesVerdict(what, failed)];
}
