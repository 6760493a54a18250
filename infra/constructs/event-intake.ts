import { Duration } from 'aws-cdk-lib';
import { type EventPattern, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Settings } from '../../shared/settings.ts';
import { deadLetterQueue } from './dead-letter-queue.ts';
import { onlySenders } from './only-senders.ts';

/** The events queue, the rules that feed it and the dead-letter queue behind both. */
export class EventIntake extends Construct {
  readonly events: Queue;
  readonly deadLetters: Queue;
  readonly #rules: Rule[] = [];

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
    this.#rules.push(rule);
    return rule;
  }

  /**
   * Closes the queues to everybody but the rules that were added, the function, and operators, who move dead letters back.
   * @param functionRole ARN of the role of the function that takes the events
   */
  close(functionRole: string, operators: readonly string[]): void {
    const rules = this.#rules;
    onlySenders(this.events, { rules, roles: [functionRole, ...operators] });
    onlySenders(this.deadLetters, { rules, roles: [functionRole] });
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
