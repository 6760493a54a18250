import { Duration } from 'aws-cdk-lib';
import { type EventPattern, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Settings } from '../../shared/settings.ts';
import { deadLetterQueue } from './dead-letter-queue.ts';

/** The events queue, the rules that feed it and the dead-letter queue behind both. */
export class EventIntake extends Construct {
  readonly events: Queue;
  readonly deadLetters: Queue;

  constructor(
    scope: Construct,
    id: string,
    settings: Pick<Settings, 'settleSeconds' | 'retry' | 'functionTimeoutSeconds'>,
  ) {
    super(scope, id);
    this.deadLetters = deadLetterQueue(this, 'DeadLetters');
    this.events = new Queue(this, 'Events', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      deliveryDelay: Duration.seconds(settings.settleSeconds),
      // As AWS advises, so that a throttled function does not see its own messages again.
      visibilityTimeout: Duration.seconds(settings.functionTimeoutSeconds * 6),
      // The function itself dead-letters what it gave up on, with the error; this one is for
      // messages that it never lived to give up on.
      deadLetterQueue: {
        queue: this.deadLetters,
        maxReceiveCount: receivesBeforeGivingUp(settings.retry) + 10,
      },
    });
  }

  /** Sends what matches the pattern to the events queue. */
  addRule(id: string, description: string, eventPattern: EventPattern): Rule {
    const rule = new Rule(this, id, { description, eventPattern });
    rule.addTarget(new SqsQueue(this.events, { deadLetterQueue: this.deadLetters }));
    return rule;
  }
}

/** How often a message is received until the settings' patience is at its end. */
export function receivesBeforeGivingUp(retry: Settings['retry']): number {
  let receives = 1;
  let waitedSeconds = 0;
  let delaySeconds = retry.firstDelaySeconds;
  while (waitedSeconds < retry.giveUpAfterSeconds && receives < 900) {
    waitedSeconds += delaySeconds;
    delaySeconds = Math.min(delaySeconds * 2, retry.longestDelaySeconds);
    receives += 1;
  }
  return receives;
}
