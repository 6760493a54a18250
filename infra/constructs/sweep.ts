import { ArnFormat, Aws, Duration, Stack, Validations } from 'aws-cdk-lib';
import { Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Schedule, ScheduleExpression, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';
import { SqsSendMessage } from 'aws-cdk-lib/aws-scheduler-targets';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Settings } from '../../shared/settings.ts';
import { deadLetterQueue } from './dead-letter-queue.ts';
import { receivesBeforeGivingUp } from './event-intake.ts';
import { onlySenders } from './only-senders.ts';
import type { ServiceProps } from './service-function.ts';
import { SweepFunction } from './sweep-function.ts';

/** A request is worth no more: who asked sees after a minute that no sweep has begun. */
const REQUEST_KEPT = Duration.hours(1);

/** Looks at every bucket of the account: on a schedule, after the first deployment, and when asked. */
export class Sweep extends Construct {
  /** The steps of a sweep: nobody but the service sends to it. */
  readonly queue: Queue;
  /** For people who ask for a sweep: anybody of the account whom a policy of theirs lets send to it. */
  readonly requests: Queue;
  readonly deadLetters: Queue;
  readonly function: SweepFunction;
  /** Absent where sweeps begin only when asked for. */
  readonly schedule: Schedule | undefined;

  constructor(scope: Construct, id: string, props: ServiceProps) {
    super(scope, id);
    const { settings } = props;
    const visibilityTimeout = Duration.seconds(settings.functionTimeoutSeconds * 6);
    this.deadLetters = deadLetterQueue(this, 'DeadLetters');
    this.queue = new Queue(this, 'Queue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      visibilityTimeout,
      deadLetterQueue: {
        queue: this.deadLetters,
        maxReceiveCount: receivesBeforeGivingUp(settings.retry) + 10,
      },
    });
    this.requests = this.requestQueue(visibilityTimeout);
    this.function = new SweepFunction(this, 'Function', { ...props, sweep: this });
    const deployed = this.addFirst();
    const { schedule } = settings.sweep;
    const scheduled = schedule === 'off' ? undefined : this.addSchedule(schedule);
    this.schedule = scheduled?.schedule;
    const scheduler = scheduled ? [scheduled.role.roleArn] : [];
    const senders = { rules: [deployed], roles: [this.function.role.roleArn, ...scheduler] };
    onlySenders(this.deadLetters, senders);
    onlySenders(this.queue, { ...senders, roles: [...senders.roles, ...settings.operators] });
  }

  private requestQueue(visibilityTimeout: Duration): Queue {
    const requests = new Queue(this, 'Requests', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      // One whose function died is to come again at least once.
      retentionPeriod: Duration.seconds(
        Math.max(REQUEST_KEPT.toSeconds(), 2 * visibilityTimeout.toSeconds()),
      ),
      visibilityTimeout,
    });
    Validations.of(requests).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason:
        'Anybody of the account may send a request: none may get to a queue whose messages are moved back to the steps. Who asked in vain sees it, and asks again.',
    });
    return requests;
  }

  /** CloudFormation itself says when a deployment is done; the function knows whether it is the first. */
  private addFirst(): Rule {
    const rule = new Rule(this, 'Deployed', {
      description: 'The end of a deployment of this stack',
      eventPattern: {
        source: ['aws.cloudformation'],
        detailType: ['CloudFormation Stack Status Change'],
        detail: {
          'stack-id': [Stack.of(this).stackId],
          'status-details': { status: ['CREATE_COMPLETE', 'UPDATE_COMPLETE'] },
        },
      },
    });
    rule.addTarget(
      new SqsQueue(this.queue, {
        message: RuleTargetInput.fromObject({ kind: 'start', trigger: 'deployment' }),
        deadLetterQueue: this.deadLetters,
      }),
    );
    return rule;
  }

  /** @returns the schedule, and the role that EventBridge Scheduler sends with. */
  private addSchedule(expression: Settings['sweep']['schedule']): {
    schedule: Schedule;
    role: Role;
  } {
    const group = Stack.of(this).formatArn({
      service: 'scheduler',
      resource: 'schedule-group',
      resourceName: 'default',
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    });
    const role = new Role(this, 'SchedulerRole', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: {
          StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID, 'aws:SourceArn': group },
        },
      }),
      description: 'Bucket Warden: has EventBridge Scheduler begin sweeps, and does nothing else.',
    });
    const schedule = new Schedule(this, 'Schedule', {
      description: 'Bucket Warden looks at every bucket of the account.',
      schedule: ScheduleExpression.expression(expression),
      target: new SqsSendMessage(this.queue, {
        input: ScheduleTargetInput.fromObject({ kind: 'start', trigger: 'schedule' }),
        deadLetterQueue: this.deadLetters,
        role,
      }),
    });
    return { schedule, role };
  }
}
