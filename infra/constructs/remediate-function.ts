import { Aws, Duration, Validations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { EventIntake } from './event-intake.ts';
import type { Heartbeat } from './heartbeat.ts';
import { ServiceFunction, type ServiceProps } from './service-function.ts';

/** As many as can all be about different buckets and be looked at within seconds. docs/decisions/026-floods.md */
const BATCH_SIZE = 500;
/** Lambda gathers no more than that at once. */
const MOST_WITHOUT_WINDOW = 10;

/** The function that consumes every event, with a role of exactly what it calls. */
export class RemediateFunction extends ServiceFunction {
  constructor(
    scope: Construct,
    id: string,
    props: ServiceProps & { readonly intake: EventIntake; readonly sweep: ServiceFunction },
  ) {
    const { settings, intake, sweep, version } = props;
    const windowSeconds = Math.min(settings.settleSeconds, 1);
    super(scope, id, props, {
      entry: 'functions/remediate/index.ts',
      description: `Bucket Warden ${version}: looks at a bucket, repairs it, tells.`,
      roleDescription: 'Bucket Warden: reads and repairs bucket settings, tells through SNS.',
      environment: {
        EVENTS_QUEUE_URL: intake.events.queueUrl,
        SWEEP_SESSION_ARN: sweep.sessionArn,
      },
      deadLetters: intake.deadLetters,
      reservedConcurrency: settings.reservedConcurrency,
    });
    this.poll('Events', intake.events, {
      // In a flood many of a batch speak of the same bucket, and are answered by one look.
      batchSize: windowSeconds === 0 ? MOST_WITHOUT_WINDOW : BATCH_SIZE,
      // Calls of one `terraform apply` that come within it become one look.
      maxBatchingWindow: Duration.seconds(windowSeconds),
      maxConcurrency: settings.maxConcurrency,
    });
    this.grant(['config:DescribeConfigRules', 'config:DescribeConfigRuleEvaluationStatus'], ['*']);
    // Has itself ask CloudTrail later whether an edit was really made.
    this.grant(['sqs:SendMessage'], [intake.events.queueArn]);
    this.grant(['cloudtrail:LookupEvents'], ['*']);
    // Of every Region: a rule judges the buckets of its own.
    this.grant(
      ['config:StartConfigRulesEvaluation'],
      [`arn:${Aws.PARTITION}:config:*:${Aws.ACCOUNT_ID}:config-rule/*`],
    );
    Validations.of(this.permissions).acknowledge(
      {
        id: 'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:config:*:<AWS::AccountId>:config-rule/*]',
        reason: 'Ids of the Config rules are given by AWS and not known at synth.',
      },
      {
        id: 'AwsSolutions-IAM5[Resource::*]',
        reason:
          'Describing Config rules by their names and looking up events are list calls: they have no resource to name.',
      },
    );
  }

  /** The call that is counted, and starts no look. */
  knowHeartbeat({ bucket, role }: Heartbeat): void {
    this.function.addEnvironment('HEARTBEAT_BUCKET', bucket.bucketName);
    this.function.addEnvironment('HEARTBEAT_ROLE_ARN', role.roleArn);
  }
}
