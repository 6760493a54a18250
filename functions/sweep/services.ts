import type { Clients } from '../../shared/aws/clients.ts';
import { CONTROLS } from '../../shared/controls/index.ts';
import { toSweepNotification } from '../../shared/core/sweep-summary/notification.ts';
import { batchedWrites } from '../../shared/journal/batched-writes.ts';
import { createExemptionStore } from '../../shared/journal/exemptions.ts';
import { createHistory } from '../../shared/journal/history.ts';
import { createJournal } from '../../shared/journal/journal.ts';
import { createNoticeStore } from '../../shared/journal/notices.ts';
import { publish, publishAlert } from '../../shared/notify/alerts.ts';
import { tellOfExemptions } from '../../shared/notify/exemption-notices.ts';
import type { Settings } from '../../shared/settings.ts';
import { sendToSweepQueue } from '../../shared/sweep/queue.ts';
import { recallMany } from '../../shared/sweep/recall-many.ts';
import { LIMITS, type SweepServices, type SweepTelemetry } from '../../shared/sweep/services.ts';
import { createSweepStore } from '../../shared/sweep/store.ts';
import type { Environment } from './environment.ts';

/** How far a sweep was is kept for as long as somebody may ask, in days. */
const SWEEP_RETENTION_DAYS = 30;

/** The sweep's services on AWS. */
export function createSweepServices({
  clients,
  pacing,
  settings,
  environment,
  telemetry,
  own,
  examineHearing,
}: {
  clients: Clients;
  pacing: SweepServices['pacing'];
  settings: Settings;
  environment: Environment;
  telemetry: SweepTelemetry;
  own: SweepServices['own'];
  examineHearing: SweepServices['examineHearing'];
}): SweepServices {
  const { dynamodb, sqs, sns } = clients;
  const { JOURNAL_TABLE: table, SWEEP_QUEUE_URL: queueUrl } = environment;
  const days = settings.journalRetentionDays;
  const topics = {
    alertsTopicArn: environment.ALERTS_TOPIC_ARN,
    chatTopicArn: environment.CHAT_TOPIC_ARN,
  };
  const history = createHistory(dynamodb, table);
  const untoldOf = (untold: Awaited<ReturnType<typeof publish>>) => {
    for (const { topicArn, error } of untold) {
      telemetry.step('something could not be published', { topicArn, reason: String(error) });
    }
    return untold.map(({ topicArn }) => topicArn);
  };
  return {
    s3: (region) => clients.s3(region),
    pacing,
    home: clients.s3(own.region),
    journal: createJournal(dynamodb, table, days, batchedWrites(dynamodb)),
    controls: CONTROLS,
    settings,
    version: environment.WARDEN_VERSION,
    ownRoles: environment.OWN_ROLE_ARNS.split(' '),
    store: createSweepStore(dynamodb, table, Math.min(days, SWEEP_RETENTION_DAYS)),
    own,
    telemetry,
    limits: LIMITS,
    examineHearing,
    recallMany: (buckets) => recallMany(dynamodb, table, buckets),
    changesSince: (bucket, sinceMs) =>
      history.latest({ bucket, sinceMs, limit: Number.POSITIVE_INFINITY }),
    send: (messages, delaySeconds) => sendToSweepQueue(sqs, queueUrl, messages, delaySeconds),
    tellReport: async (report, audience) =>
      untoldOf(await publishAlert(sns, topics, report, CONTROLS, audience)),
    alertsTopicArn: topics.alertsTopicArn,
    tellSummary: async (summary, audience) =>
      untoldOf(await publish(sns, topics, toSweepNotification(summary), audience)),
    tellOfExemptions: () =>
      tellOfExemptions(
        {
          store: createExemptionStore(dynamodb, table, days),
          settings,
          controls: CONTROLS,
          home: own,
          notices: createNoticeStore(dynamodb, table),
          publish: (notification, audience) => publish(sns, topics, notification, audience),
        },
        Date.now(),
      ),
  };
}
