import type { DynamicExemption } from '../../shared/journal/exemption-item.ts';
import { createExemptionStore } from '../../shared/journal/exemptions.ts';
import { createNoticeStore } from '../../shared/journal/notices.ts';
import { publish } from '../../shared/notify/alerts.ts';
import { type NewsServices, newsAmong, tellNews } from '../../shared/notify/exemption-news.ts';
import type { Service } from './handle-bucket.ts';

/**
 * Tells of exemptions of a bucket that nobody was told of: their command died or may not publish, or no command wrote
 * them. Costs nothing where there is none. What cannot be told is told by the next look, or a sweep.
 */
export async function tellUntold(
  { clients, settings, controls, environment, telemetry }: Service,
  exemptions: readonly DynamicExemption[],
): Promise<void> {
  if (exemptions.length === 0) return;
  const { ALERTS_TOPIC_ARN: alertsTopicArn, CHAT_TOPIC_ARN: chatTopicArn } = environment;
  const [, , , region = '', account = ''] = alertsTopicArn.split(':');
  const table = environment.JOURNAL_TABLE;
  const nowMs = Date.now();
  const services: NewsServices = {
    ...{ settings, controls, home: { account, region } },
    store: createExemptionStore(clients.dynamodb, table, settings.journalRetentionDays),
    notices: createNoticeStore(clients.dynamodb, table),
    async publish(notification, audience) {
      const topics = { alertsTopicArn, chatTopicArn };
      const untold = await publish(clients.sns, topics, notification, audience);
      for (const { topicArn, error } of untold) {
        telemetry.sideFailure(`an exemption could not be told to ${topicArn}`, error);
      }
      return untold;
    },
  };
  try {
    await tellNews(services, newsAmong(services, exemptions, nowMs), nowMs);
  } catch (error) {
    telemetry.sideFailure('an exemption could not be told', error);
  }
}
