import { ArnFormat, CfnOutput, Stack, type StackProps, Tags, Validations } from 'aws-cdk-lib';
import { EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { EventBus as BusTarget } from 'aws-cdk-lib/aws-events-targets';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { enabledControls } from '../shared/core/decide.ts';
import { strongestModes } from '../shared/core/modes.ts';
import type { AnyControl } from '../shared/model/control.ts';
import type { Settings } from '../shared/settings.ts';
import { deadLetterAlarm } from './constructs/dead-letter-alarm.ts';
import { deadLetterQueue } from './constructs/dead-letter-queue.ts';
import { mailTopic } from './constructs/mail-topic.ts';
import { onlySenders } from './constructs/only-senders.ts';
import { bucketRules } from './event-patterns.ts';

export interface ForwarderStackProps extends StackProps {
  readonly settings: Settings;
  readonly controls: readonly AnyControl[];
  /** Version of the service, for `warden doctor`. */
  readonly version: string;
  /** The Region that the events are sent to. */
  readonly homeRegion: string;
}

/**
 * Sends the events of one more Region home, where the rules of the home stack take them up. They
 * carry no exclusion of the service's own role here: the home rule has it, and one place decides.
 */
export class ForwarderStack extends Stack {
  constructor(scope: Construct, id: string, props: ForwarderStackProps) {
    super(scope, id, props);
    const { settings, version, homeRegion } = props;
    const controls = enabledControls(props.controls, strongestModes(settings));

    const deadLetters = deadLetterQueue(this, 'DeadLetters');
    Validations.of(deadLetters).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'It is the dead-letter queue itself: of the rules, and of no other queue.',
    });
    // A bus takes what a role of its own account may put on it: it needs no policy of its own.
    const home = EventBus.fromEventBusArn(this, 'Home', this.busArn(homeRegion));
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('events.amazonaws.com'),
      description: `Bucket Warden: puts events on the bus of ${homeRegion}, and does nothing else.`,
    });
    const target = new BusTarget(home, { role, deadLetterQueue: deadLetters });
    const rules = bucketRules(controls, settings).map(
      (rule) =>
        new Rule(this, rule.id, {
          description: `${rule.description}, for ${homeRegion}`,
          eventPattern: rule.eventPattern,
          targets: [target],
        }),
    );
    onlySenders(deadLetters, { rules });

    // An alarm reaches topics of its own Region only.
    const topic = mailTopic(this, 'Alarms', {
      displayName: 'Bucket Warden',
      email: settings.alerts.email,
    });
    deadLetterAlarm(this, 'DeadLettersAlarm', {
      queue: deadLetters,
      alarmDescription: `Bucket Warden could not send an event from ${this.region} to ${homeRegion}: a bucket may be unprotected. The message in the dead-letter queue says why.`,
      topic,
    });

    new CfnOutput(this, 'Version', { value: version });
    new CfnOutput(this, 'HomeRegion', { value: homeRegion });
    new CfnOutput(this, 'DeadLetterQueueUrl', { value: deadLetters.queueUrl });
    new CfnOutput(this, 'AlarmsTopicArn', { value: topic.topicArn });
    for (const [key, value] of Object.entries(settings.tags)) Tags.of(this).add(key, value);
  }

  private busArn(region: string): string {
    return this.formatArn({
      service: 'events',
      region,
      resource: 'event-bus',
      resourceName: 'default',
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    });
  }
}
