import { CfnSlackChannelConfiguration } from 'aws-cdk-lib/aws-chatbot';
import {
  Effect,
  ManagedPolicy,
  PolicyStatement,
  Role,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { Settings } from '../../shared/settings.ts';
import { mailTopic } from './mail-topic.ts';

/** The topic for people and machines, the one for chat, and who is subscribed to them. */
export class AlertTopics extends Construct {
  readonly alerts: Topic;
  /** Absent where the settings want nothing told in chat. */
  readonly chat: Topic | undefined;

  constructor(scope: Construct, id: string, settings: Settings['alerts']) {
    super(scope, id);
    this.alerts = mailTopic(this, 'Alerts', {
      displayName: 'Bucket Warden',
      email: settings.email,
    });
    if (settings.slack !== undefined || settings.chatTopic) {
      this.chat = new Topic(this, 'Chat', { displayName: 'Bucket Warden chat', enforceSSL: true });
    }
    if (settings.slack !== undefined && this.chat !== undefined) {
      this.addSlackChannel(settings.slack, this.chat);
    }
  }

  private addSlackChannel(slack: NonNullable<Settings['alerts']['slack']>, topic: Topic): void {
    const role = new Role(this, 'SlackRole', {
      assumedBy: new ServicePrincipal('chatbot.amazonaws.com'),
      description: 'Amazon Q Developer posts alerts with it; it may do nothing in the account.',
    });
    role.addToPolicy(
      new PolicyStatement({ effect: Effect.DENY, actions: ['*'], resources: ['*'] }),
    );
    new CfnSlackChannelConfiguration(this, 'SlackChannel', {
      configurationName: `bucket-warden-${slack.channelId}`,
      slackWorkspaceId: slack.workspaceId,
      slackChannelId: slack.channelId,
      iamRoleArn: role.roleArn,
      // Without a guardrail the channel's members would be held by AdministratorAccess only.
      guardrailPolicies: [ManagedPolicy.fromAwsManagedPolicyName('AWSDenyAll').managedPolicyArn],
      snsTopicArns: [topic.topicArn],
    });
  }
}
