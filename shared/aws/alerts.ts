import { PublishCommand, type PublishCommandInput, type SNSClient } from '@aws-sdk/client-sns';
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import * as v from 'valibot';
import type { Notification } from '../core/alert/notification.ts';

/** Where alerts go. */
export interface AlertTopics {
  readonly alertsTopicArn: string;
  readonly chatTopicArn?: string | undefined;
}

/** One publish to one topic, ready to be sent or put off. */
export type Publication = PublishCommandInput;

/** The publishes that tell one alert: to people and machines, and to chat where there is a chat topic. */
export function publicationsOf(notification: Notification, topics: AlertTopics): Publication[] {
  const MessageAttributes = notification.attributes;
  const publications: Publication[] = [
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

/** Sends one publication. Rejects with the SDK's error. */
export async function publish(sns: SNSClient, publication: Publication): Promise<void> {
  await sns.send(new PublishCommand(publication));
}

const UntoldSchema = v.object({
  untold: v.looseObject({ TopicArn: v.string(), Message: v.string() }),
});

/**
 * Puts a publication that SNS did not take on the events queue, from where it is tried again without
 * the fix being repeated.
 */
export async function putOff(
  sqs: SQSClient,
  queueUrl: string,
  publication: Publication,
  delaySeconds: number,
): Promise<void> {
  await sqs.send(
    new SendMessageCommand({
      QueueUrl: queueUrl,
      DelaySeconds: Math.min(delaySeconds, 900),
      MessageBody: JSON.stringify({ untold: publication }),
    }),
  );
}

/** The publication that a queue message carries; undefined where the message is something else. */
export function readUntold(body: string): Publication | undefined {
  if (!body.startsWith('{"untold":')) return undefined;
  const result = v.safeParse(v.pipe(v.string(), v.parseJson(), UntoldSchema), body);
  return result.success ? (result.output.untold as Publication) : undefined;
}
