import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { Outcome } from '../../shared/core/report.ts';
import { silentAfterHours } from '../../shared/core/sweep/silence.ts';
import { METRICS } from '../../shared/metrics.ts';
import type { Settings } from '../../shared/settings.ts';
import { alarm } from './alarm.ts';
import type { AlertTopics } from './alert-topics.ts';
import type { EventIntake } from './event-intake.ts';
import type { Heartbeat } from './heartbeat.ts';
import { silenceAlarm } from './silence-alarm.ts';

/** Heartbeats come hourly, and CloudTrail may take a quarter of an hour: three hours without one are no delay. */
const HEARTBEAT_HOURS = 3;
const HEARTBEAT_TEXT =
  'Bucket Warden hears nothing: its hourly heartbeat, an S3 call on a bucket of its own, has not come back for three hours. A trail is stopped, a rule, the schedule of the heartbeat or the trigger of the function is disabled, or messages wait for hours. Until then only sweeps find drift. "warden doctor" says which it is, docs/runbook.md what to do.';

/** As often as SNS tells how its deliveries went. */
const DELIVERIES = Duration.minutes(5);
const LOST = 'could not be delivered to one of its subscribers, and is lost to it';

export interface SilenceAlarmsProps {
  readonly intake: EventIntake;
  /** Absent where nothing is listened for. */
  readonly heartbeat: Heartbeat | undefined;
  readonly topics: AlertTopics;
  readonly sweep: Settings['sweep'];
}

/** Alarms on what does not come: events, the ends of sweeps, alerts at those who subscribed to them. */
export class SilenceAlarms extends Construct {
  constructor(scope: Construct, id: string, props: SilenceAlarmsProps) {
    super(scope, id);
    const { intake, heartbeat, topics, sweep } = props;
    const topic = topics.alerts;
    // SQS has data of a queue that is polled or written to: ours is both, for as long as it is deployed.
    const clock = intake.events.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum' });
    if (heartbeat !== undefined) {
      silenceAlarm(this, 'Heartbeat', {
        counted: counted(METRICS.messages, { outcome: 'heartbeat' satisfies Outcome }),
        clock,
        hours: HEARTBEAT_HOURS,
        alarmDescription: HEARTBEAT_TEXT,
        topic,
      });
    }
    const hours = silentAfterHours(sweep.schedule);
    if (hours !== undefined) {
      silenceAlarm(this, 'SweepEnded', {
        counted: counted(METRICS.sweepsEnded),
        clock,
        hours,
        alarmDescription: `No sweep of Bucket Warden has ended for ${hours} hours: its schedule or the trigger of its function is disabled, its function fails, or it does not get on. "warden doctor" says more, docs/runbook.md what to do.`,
        topic,
      });
    }
    this.#watch(
      'FailedDeliveries',
      topics.alerts,
      `An alert of Bucket Warden ${LOST}. This alarm comes by the same topic: whoever reads it may not be the one who missed the alert. See docs/runbook.md.`,
      topic,
    );
    if (topics.chat !== undefined) {
      const text = `An alert of Bucket Warden in chat ${LOST}. See docs/runbook.md.`;
      this.#watch('FailedChatDeliveries', topics.chat, text, topic);
    }
  }

  #watch(id: string, watched: ITopic, alarmDescription: string, topic: ITopic): void {
    const metric = watched.metricNumberOfNotificationsFailed({ period: DELIVERIES });
    alarm(this, id, { metric, threshold: 1, alarmDescription, topic });
  }
}

/** How often the service counted something. */
function counted(metricName: string, dimensions: Record<string, string> = {}): Metric {
  const { namespace, service } = METRICS;
  const dimensionsMap = { service, ...dimensions };
  return new Metric({ namespace, metricName, dimensionsMap, statistic: 'Sum' });
}
