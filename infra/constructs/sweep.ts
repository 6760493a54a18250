import { Duration, Stack, Validations } from 'aws-cdk-lib';
import { Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Schedule, ScheduleExpression, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';
import { SqsSendMessage } from 'aws-cdk-lib/aws-scheduler-targets';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { deadLetterQueue } from './dead-letter-queue.ts';
import { receivesBeforeGivingUp } from './event-intake.ts';
import { BY_TIME } from './journal-table.ts';
import { ServiceFunction, type ServiceProps } from './service-function.ts';

/** Looks at every bucket of the account: on a schedule, after the first deployment, and when asked. */
export class Sweep extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;
  readonly function: SweepFunction;

  constructor(scope: Construct, id: string, props: ServiceProps) {
    super(scope, id);
    const { settings } = props;
    this.deadLetters = deadLetterQueue(this, 'DeadLetters');
    this.queue = new Queue(this, 'Queue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      visibilityTimeout: Duration.seconds(settings.functionTimeoutSeconds * 6),
      deadLetterQueue: {
        queue: this.deadLetters,
        maxReceiveCount: receivesBeforeGivingUp(settings.retry) + 10,
      },
    });
    this.function = new SweepFunction(this, 'Function', { ...props, sweep: this });
    this.addFirst();
    if (settings.sweep.schedule !== 'off') this.addSchedule(settings.sweep.schedule);
  }

  /** CloudFormation itself says when a deployment is done; the function knows whether it is the first. */
  private addFirst(): void {
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
  }

  private addSchedule(expression: string): void {
    new Schedule(this, 'Schedule', {
      description: 'Bucket Warden looks at every bucket of the account.',
      schedule: ScheduleExpression.expression(expression),
      target: new SqsSendMessage(this.queue, {
        input: ScheduleTargetInput.fromObject({ kind: 'start', trigger: 'schedule' }),
        deadLetterQueue: this.deadLetters,
      }),
    });
  }
}

/** The function that consumes the sweep queue, so that events never wait behind a sweep. */
class SweepFunction extends ServiceFunction {
  constructor(scope: Construct, id: string, props: ServiceProps & { readonly sweep: Sweep }) {
    const { settings, version } = props;
    const { queue, deadLetters } = props.sweep;
    super(scope, id, props, {
      entry: 'functions/sweep/index.ts',
      description: `Bucket Warden ${version}: looks at every bucket of the account.`,
      roleDescription:
        'Bucket Warden: lists buckets, reads and repairs their settings, tells through SNS.',
      environment: { SWEEP_QUEUE_URL: queue.queueUrl },
      deadLetters,
    });
    this.function.addEventSource(
      new SqsEventSource(queue, {
        // A message is a chunk of many buckets already.
        batchSize: 1,
        maxConcurrency: settings.sweep.maxConcurrency,
        reportBatchItemFailures: true,
      }),
    );
    this.grant(['sqs:SendMessage'], [queue.queueArn]);
    this.grant(['s3:ListAllMyBuckets'], ['*']);
    this.grant(['dynamodb:BatchGetItem'], [props.journal.table.tableArn]);
    this.grant(['dynamodb:Query'], [`${props.journal.table.tableArn}/index/${BY_TIME}`]);
    Validations.of(this.role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'Listing the buckets of the account has no resource to name.',
    });
  }
}
