import { Validations } from 'aws-cdk-lib';
import type { Schedule } from 'aws-cdk-lib/aws-scheduler';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { REQUESTS_AT_ONCE } from '../../shared/settings.ts';
import { BY_TIME } from './journal-table.ts';
import { ServiceFunction, type ServiceProps } from './service-function.ts';

/** The queues that the function works with. */
export interface SweepQueues {
  readonly queue: Queue;
  readonly requests: Queue;
  readonly deadLetters: Queue;
}

/** What events and alerts go through; schedules are absent where there are none. */
export interface HearingPlaces {
  readonly events: Queue;
  readonly heartbeat: Schedule | undefined;
  readonly sweep: Schedule | undefined;
  readonly topics: readonly ITopic[];
}

/** The function that consumes the sweep's queues, so that events never wait behind a sweep. */
export class SweepFunction extends ServiceFunction {
  constructor(scope: Construct, id: string, props: ServiceProps & { readonly sweep: SweepQueues }) {
    const { settings, version } = props;
    const { queue, requests, deadLetters } = props.sweep;
    super(scope, id, props, {
      entry: 'functions/sweep/index.ts',
      description: `Bucket Warden ${version}: looks at every bucket of the account.`,
      roleDescription:
        'Bucket Warden: lists buckets, reads and repairs their settings, tells through SNS.',
      environment: {
        SWEEP_QUEUE_URL: queue.queueUrl,
        SWEEP_REQUESTS_QUEUE_URL: requests.queueUrl,
      },
      deadLetters,
      reservedConcurrency: settings.sweep.reservedConcurrency,
    });
    // A message is a chunk of many buckets already.
    this.poll('Steps', queue, {
      batchSize: 1,
      maxConcurrency: settings.sweep.maxConcurrency,
    });
    this.poll('Requests', requests, { batchSize: 1, maxConcurrency: REQUESTS_AT_ONCE });
    this.grant(['sqs:SendMessage'], [queue.queueArn]);
    this.grant(['s3:ListAllMyBuckets'], ['*']);
    this.grant(['dynamodb:BatchGetItem'], [props.journal.table.tableArn]);
    this.grant(['dynamodb:Query'], [`${props.journal.table.tableArn}/index/${BY_TIME}`]);
    Validations.of(this.permissions).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason:
        'Listing buckets, trails, triggers and the rules of a Region has no resource to name; a trail may belong to another account.',
    });
  }

  /** Lets it look at its end at what events and alerts go through. */
  lookAtHearing({ events, heartbeat, sweep, topics }: HearingPlaces): void {
    this.function.addEnvironment('EVENTS_QUEUE_ARN', events.queueArn);
    if (heartbeat) this.function.addEnvironment('HEARTBEAT_SCHEDULE', heartbeat.scheduleName);
    if (sweep) this.function.addEnvironment('SWEEP_SCHEDULE', sweep.scheduleName);
    const reads = ['DescribeTrails', 'GetTrailStatus', 'GetEventSelectors'];
    const lists = ['events:ListRules', 'lambda:ListEventSourceMappings'];
    this.grant([...reads.map((read) => `cloudtrail:${read}`), ...lists], ['*']);
    const schedules = [heartbeat, sweep].filter((schedule) => schedule !== undefined);
    if (schedules.length > 0) {
      this.grant(
        ['scheduler:GetSchedule'],
        schedules.map(({ scheduleArn }) => scheduleArn),
      );
    }
    this.grant(
      ['sns:GetTopicAttributes'],
      topics.map(({ topicArn }) => topicArn),
    );
  }
}
