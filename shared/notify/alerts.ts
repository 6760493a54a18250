import { PublishCommand, type PublishCommandInput, type SNSClient } from '@aws-sdk/client-sns';
import { buildAlert } from '../core/alert/alert.ts';
import { withBreakable } from '../core/alert/culprit.ts';
import { type Notification, toNotification } from '../core/alert/notification.ts';
import type { Report } from '../core/report.ts';
import type { AnyControl } from '../model/control.ts';

/** Where notifications go. */
export interface AlertTopics {
  readonly alertsTopicArn: string;
  readonly chatTopicArn?: string | undefined;
}

/**
 * Whom a notification is for: every topic, unless said otherwise. The alerts topic stands for one that there
 * is no more: what is owed to it was remembered by its ARN, and is told rather than lost.
 */
export interface Audience {
  readonly only?: readonly string[];
  readonly except?: readonly string[];
}

/** A topic that did not take a notification. */
export interface Untold {
  readonly topicArn: string;
  readonly error: unknown;
}

/**
 * Publishes the alert of a report to all topics of its audience at once.
 * @returns the topics that did not take it.
 */
export async function publishAlert(
  sns: SNSClient,
  topics: AlertTopics,
  report: Report,
  controls: readonly AnyControl[],
  audience?: Audience,
): Promise<Untold[]> {
  const alert = withBreakable(buildAlert(report), controls);
  return publish(sns, topics, toNotification(alert), audience);
}

/**
 * Publishes a notification to all topics of its audience at once.
 * @returns the topics that did not take it.
 */
export async function publish(
  sns: SNSClient,
  topics: AlertTopics,
  notification: Notification,
  { only, except = [] }: Audience = {},
): Promise<Untold[]> {
  const all = publicationsOf(notification, topics);
  const today = all.map(({ TopicArn }) => TopicArn);
  const inPlace = (arn: string) => (today.includes(arn) ? arn : topics.alertsTopicArn);
  const [wanted, unwanted] = [only?.map(inPlace), except.map(inPlace)];
  const publications = all.filter(
    ({ TopicArn = '' }) => (wanted?.includes(TopicArn) ?? true) && !unwanted.includes(TopicArn),
  );
  const untold = await Promise.all(
    publications.map(async (publication) => {
      try {
        await sns.send(new PublishCommand(publication));
        return [];
      } catch (error) {
        return [{ topicArn: publication.TopicArn ?? '', error }];
      }
    }),
  );
  return untold.flat();
}

/** To people and machines, and to chat where there is a chat topic. */
function publicationsOf(notification: Notification, topics: AlertTopics): PublishCommandInput[] {
  const MessageAttributes = notification.attributes;
  const publications: PublishCommandInput[] = [
    {
      TopicArn: topics.alertsTopicArn,
      Subject: notification.subject,
      Message: notification.message,
      MessageStructure: 'json',
      MessageAttributes,
    },
  ];
  if (topics.chatTopicArn !== undefined) {
    publications.push({
      TopicArn: topics.chatTopicArn,
      Message: notification.chatMessage,
      MessageAttributes,
    });
  }
  return publications;
}
