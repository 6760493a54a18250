import { fileURLToPath } from 'node:url';
import { Aws, Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Runtime } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { ControlMetadata } from '../../shared/core/control.ts';
import type { Settings } from '../../shared/settings.ts';
import { BUNDLING } from '../bundling.ts';
import { s3Statement } from '../permissions.ts';
import type { AlertTopics } from './alert-topics.ts';
import type { EventIntake } from './event-intake.ts';
import type { JournalTable } from './journal-table.ts';

const root = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

export interface RemediateFunctionProps {
  readonly settings: Settings;
  readonly controls: readonly ControlMetadata[];
  readonly version: string;
  readonly intake: EventIntake;
  readonly topics: AlertTopics;
  readonly journal: JournalTable;
}

/** The one function that consumes every trigger, with a role of exactly what it calls. */
export class RemediateFunction extends Construct {
  readonly function: NodejsFunction;
  readonly role: Role;

  constructor(scope: Construct, id: string, props: RemediateFunctionProps) {
    super(scope, id);
    const { settings, controls, intake, topics, version } = props;
    const logGroup = new LogGroup(this, 'Logs', {
      retention: settings.logRetentionDays as RetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: 'Bucket Warden: reads and repairs bucket settings, tells through SNS.',
    });
    this.function = new NodejsFunction(this, 'Function', {
      description: `Bucket Warden ${version}: looks at a bucket, repairs it, tells.`,
      entry: root('functions/remediate/index.ts'),
      depsLockFilePath: root('package-lock.json'),
      projectRoot: root('.'),
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: 512,
      timeout: Duration.seconds(settings.functionTimeoutSeconds),
      role: this.role,
      logGroup,
      environment: {
        WARDEN_VERSION: version,
        ALERTS_TOPIC_ARN: topics.alerts.topicArn,
        ...(topics.chat === undefined ? {} : { CHAT_TOPIC_ARN: topics.chat.topicArn }),
        EVENTS_QUEUE_URL: intake.events.queueUrl,
        DEAD_LETTER_QUEUE_URL: intake.deadLetters.queueUrl,
        JOURNAL_TABLE: props.journal.table.tableName,
        ROLE_ARN: this.role.roleArn,
        POWERTOOLS_SERVICE_NAME: 'bucket-warden',
        POWERTOOLS_METRICS_NAMESPACE: 'BucketWarden',
      },
      bundling: {
        bundleAwsSDK: true,
        format: OutputFormat.ESM,
        target: BUNDLING.target,
        minify: BUNDLING.minify,
        mainFields: BUNDLING.mainFields,
        externalModules: BUNDLING.external,
        define: { WARDEN_SETTINGS: JSON.stringify(settings) },
      },
    });
    logGroup.grantWrite(this.role);
    this.grantWork(props);
    this.function.addEventSource(
      new SqsEventSource(intake.events, {
        batchSize: 10,
        // Calls of one `terraform apply` that come within it become one look.
        maxBatchingWindow: Duration.seconds(Math.min(settings.settleSeconds, 1)),
        maxConcurrency: settings.maxConcurrency,
        reportBatchItemFailures: true,
      }),
    );
    this.role.addToPolicy(s3Statement(controls, settings));
    Validations.of(this.role).acknowledge(
      {
        id: 'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:s3:::*]',
        reason:
          'It guards every bucket of the account, those not made yet included; the actions exist on buckets only, and aws:ResourceAccount keeps other accounts out.',
      },
      {
        id: 'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:config:<AWS::Region>:<AWS::AccountId>:config-rule/*]',
        reason: 'Ids of the Config rules are given by AWS and not known at synth.',
      },
      {
        id: 'AwsSolutions-IAM5[Resource::*]',
        reason:
          'Describing Config rules by their names is a list call: it has no resource to name.',
      },
    );
  }

  private grantWork({ intake, topics, journal }: RemediateFunctionProps): void {
    const grant = (actions: string[], resources: string[]) =>
      this.role.addToPolicy(new PolicyStatement({ actions, resources }));
    grant(
      ['sns:Publish'],
      [topics.alerts, ...(topics.chat ? [topics.chat] : [])].map((t) => t.topicArn),
    );
    grant(['sqs:SendMessage'], [intake.deadLetters.queueArn]);
    grant(
      ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
      [journal.table.tableArn],
    );
    grant(['config:DescribeConfigRules', 'config:DescribeConfigRuleEvaluationStatus'], ['*']);
    grant(
      ['config:StartConfigRulesEvaluation'],
      [`arn:${Aws.PARTITION}:config:${Aws.REGION}:${Aws.ACCOUNT_ID}:config-rule/*`],
    );
  }
}
