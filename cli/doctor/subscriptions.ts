import {
  paginateListSubscriptionsByTopic,
  type SNSClient,
  type Subscription,
} from '@aws-sdk/client-sns';
import type { Check } from '../../shared/core/hearing/check.ts';

/** Whether those who are to be told have confirmed that they want to be. */
export async function checkSubscriptions(
  sns: SNSClient,
  topicArn: string,
  wanted: readonly string[],
): Promise<Check[]> {
  const subscriptions: Subscription[] = [];
  for await (const page of paginateListSubscriptionsByTopic(
    { client: sns },
    { TopicArn: topicArn },
  )) {
    subscriptions.push(...(page.Subscriptions ?? []));
  }
  return subscriptionVerdicts(subscriptions, wanted);
}

/** @param wanted mail addresses of the settings. */
export function subscriptionVerdicts(
  subscriptions: readonly Pick<Subscription, 'Protocol' | 'Endpoint' | 'SubscriptionArn'>[],
  wanted: readonly string[],
): Check[] {
  const pending = subscriptions.filter(
    ({ SubscriptionArn }) => SubscriptionArn === 'PendingConfirmation',
  );
  const confirmed = subscriptions.filter(({ SubscriptionArn }) =>
    SubscriptionArn?.startsWith('arn:'),
  );
  const known = new Set([...pending, ...confirmed].map(({ Endpoint }) => Endpoint));
  const missing = wanted.filter((address) => !known.has(address));
  return [
    ...pending.map(
      ({ Endpoint = 'an endpoint' }): Check => ({
        state: 'bad',
        text: `${Endpoint} has not confirmed its subscription: it gets no alerts`,
        advice:
          'follow the link in the mail from AWS Notifications; `npm run deploy` sends no second one after 48 hours, subscribing again does',
      }),
    ),
    ...missing.map(
      (address): Check => ({
        state: 'bad',
        text: `${address} of the settings is not subscribed to the alerts`,
        advice:
          'npm run deploy; if it was deployed already, the address unsubscribed: subscribe it again',
      }),
    ),
    ...(confirmed.length > 0
      ? [{ state: 'good', text: `alerts reach ${namesOf(confirmed)}` } as const]
      : pending.length + missing.length > 0
        ? []
        : [
            {
              state: 'bad',
              text: 'nobody is subscribed to the alerts: nobody is told',
              advice: 'name mail addresses or a Slack channel in the settings and deploy',
            } as const,
          ]),
  ];
}

function namesOf(subscriptions: readonly Pick<Subscription, 'Protocol' | 'Endpoint'>[]): string {
  return subscriptions.map(({ Protocol, Endpoint }) => `${Endpoint} (${Protocol})`).join(', ');
}
