import { fileURLToPath } from 'node:url';
import { Aws, Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { Policy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, EventSourceMapping, Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { sessionArnOf } from '../../shared/core/events/own-session.ts';
import { METRICS } from '../../shared/metrics.ts';
import type { AnyControl } from '../../shared/model/control.ts';
import type { Settings } from '../../shared/settings.ts';
import { BUNDLING } from '../bundling.ts';
import { s3Statement } from '../permissions.ts';
import type { AlertTopics } from './alert-topics.ts';
import type { JournalTable } from './journal-table.ts';

const root = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** What both functions work with. */
export interface ServiceProps {
  readonly settings: Settings;
  readonly controls: readonly AnyControl[];
  readonly version: string;
  readonly topics: AlertTopics;
  readonly journal: JournalTable;
}

interface FunctionProps {
  /** From the project's root. */
  readonly entry: string;
  readonly description: string;
  readonly roleDescription: string;
  readonly environment: Readonly<Record<string, string>>;
  /** For what it gives up on. */
  readonly deadLetters: Queue;
  /** Copies that the account's other functions cannot take from it; without it none. */
  readonly reservedConcurrency: number | undefined;
}

/** How a function takes messages from a queue. */
interface Polling {
  readonly batchSize: number;
  readonly maxConcurrency: number;
  readonly maxBatchingWindow?: Duration;
}

/** A function that looks at buckets, with a role of exactly what that calls. */
export class ServiceFunction extends Construct {
  readonly function: NodejsFunction;
  readonly role: Role;
  /**
   * What the function's code may do: apart from the role, so that it can name the function, which names the role. The
   * role has no policy of its own, which the function would wait for.
   */
  protected readonly permissions: Policy;
  /** What Lambda does with the role itself. It names no function, so it is there before one. */
  readonly #polling: Policy;

  constructor(scope: Construct, id: string, props: ServiceProps, own: FunctionProps) {
    super(scope, id);
    const { settings, controls, topics, version } = props;
    const logGroup = new LogGroup(this, 'Logs', {
      retention: settings.logRetentionDays as RetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: own.roleDescription,
    });
    this.function = new NodejsFunction(this, 'Function', {
      description: own.description,
      entry: root(own.entry),
      depsLockFilePath: root('package-lock.json'),
      projectRoot: root('.'),
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: 512,
      timeout: Duration.seconds(settings.functionTimeoutSeconds),
      ...(own.reservedConcurrency === undefined
        ? {}
        : { reservedConcurrentExecutions: own.reservedConcurrency }),
      role: this.role,
      logGroup,
      environment: {
        WARDEN_VERSION: version,
        ALERTS_TOPIC_ARN: topics.alerts.topicArn,
        ...(topics.chat === undefined ? {} : { CHAT_TOPIC_ARN: topics.chat.topicArn }),
        DEAD_LETTER_QUEUE_URL: own.deadLetters.queueUrl,
        ROLE_NAME: this.role.roleName,
        JOURNAL_TABLE: props.journal.table.tableName,
        POWERTOOLS_SERVICE_NAME: METRICS.service,
        POWERTOOLS_METRICS_NAMESPACE: METRICS.namespace,
        ...own.environment,
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
    this.#polling = new Policy(this, 'Polling', { roles: [this.role] });
    this.function.node.addDependency(this.#polling);
    this.permissions = new Policy(this, 'Permissions', { roles: [this.role] });
    // Lambda writes the log on the function's behalf, and names the function.
    this.grant(['logs:CreateLogStream', 'logs:PutLogEvents'], [logGroup.logGroupArn]);
    this.grant(
      ['sns:Publish'],
      [topics.alerts, ...(topics.chat ? [topics.chat] : [])].map((t) => t.topicArn),
    );
    this.grant(['sqs:SendMessage'], [own.deadLetters.queueArn]);
    this.grant(
      ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
      [props.journal.table.tableArn],
    );
    const onBuckets = s3Statement(controls, settings);
    if (onBuckets !== undefined) this.allowCode(onBuckets);
    Validations.of(this.permissions).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:s3:::*]',
      reason:
        'It guards every bucket of the account, those not made yet included; the actions exist on buckets only, and aws:ResourceAccount keeps other accounts out.',
    });
  }

  /** Tells the function whom a policy has to let through. */
  knowOwnRoles(roleArns: readonly string[]): void {
    this.function.addEnvironment('OWN_ROLE_ARNS', roleArns.join(' '));
  }

  /** As whom the function's code calls. */
  get sessionArn(): string {
    return sessionArnOf({
      partition: Aws.PARTITION,
      account: Aws.ACCOUNT_ID,
      role: this.role.roleName,
      function: this.function.functionName,
    });
  }

  /** Allows the function's code actions on resources, by their ARNs. */
  protected grant(actions: string[], resources: string[]): void {
    this.allowCode(new PolicyStatement({ actions, resources }));
  }

  /** Has the function take messages from a queue, and say itself which of them failed. */
  protected poll(id: string, queue: Queue, polling: Polling): void {
    this.#polling.addStatements(
      new PolicyStatement({
        sid: `Poll${id}`,
        actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
        resources: [queue.queueArn],
      }),
    );
    this.grant(['sqs:ChangeMessageVisibility'], [queue.queueArn]);
    const mapping = new EventSourceMapping(this, id, {
      target: this.function,
      eventSourceArn: queue.queueArn,
      reportBatchItemFailures: true,
      ...polling,
    });
    // Lambda looks whether it may poll; and no message is taken before the function may do what it asks for.
    mapping.node.addDependency(this.#polling, this.permissions);
  }

  /** Whoever assumes the role, or passes it to a function of theirs, may not do what the statement allows. */
  private allowCode(statement: PolicyStatement): void {
    statement.addCondition('ArnEquals', { 'lambda:SourceFunctionArn': this.function.functionArn });
    this.permissions.addStatements(statement);
  }
}
