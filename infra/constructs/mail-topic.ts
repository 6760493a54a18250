import { Aws } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';

/** A topic that mail addresses are subscribed to, and that alarms of its account and Region reach. */
export function mailTopic(
  scope: Construct,
  id: string,
  { displayName, email }: { displayName: string; email: readonly string[] },
): Topic {
  const topic = new Topic(scope, id, { displayName, enforceSSL: true });
  for (const address of email) topic.addSubscription(new EmailSubscription(address));
  // enforceSSL replaces the topic's default policy, which had let the account's alarms in.
  topic.addToResourcePolicy(
    new PolicyStatement({
      sid: 'AlarmsOfThisAccount',
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
    }),
  );
  return topic;
}
