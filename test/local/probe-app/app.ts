import { fileURLToPath } from 'node:url';
import { App, CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Runtime } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';

/** The smallest stack that has the outputs of the real one, to try the local AWS itself. */
const app = new App({ analyticsReporting: false });
const stack = new Stack(app, 'Probe', { env: { account: '000000000000', region: 'us-east-1' } });
const deadLetters = new Queue(stack, 'DeadLetters');
const events = new Queue(stack, 'Events', {
  visibilityTimeout: Duration.seconds(1),
  deadLetterQueue: { queue: deadLetters, maxReceiveCount: 2 },
});
const alerts = new Topic(stack, 'Alerts');
const versioner = new NodejsFunction(stack, 'Versioner', {
  entry: fileURLToPath(new URL('handler.ts', import.meta.url)),
  depsLockFilePath: fileURLToPath(new URL('../../../package-lock.json', import.meta.url)),
  projectRoot: fileURLToPath(new URL('../../..', import.meta.url)),
  runtime: Runtime.NODEJS_24_X,
  timeout: Duration.seconds(1),
  bundling: { bundleAwsSDK: true, format: OutputFormat.ESM, mainFields: ['module', 'main'] },
  environment: { TOPIC: alerts.topicArn },
});
versioner.addEventSource(new SqsEventSource(events, { reportBatchItemFailures: true }));
versioner.addToRolePolicy(
  new PolicyStatement({ actions: ['s3:PutBucketVersioning'], resources: ['arn:aws:s3:::*'] }),
);
alerts.grantPublish(versioner);
new Rule(stack, 'Created', {
  eventPattern: {
    source: ['aws.s3'],
    detail: { eventName: ['CreateBucket', 'PutBucketVersioning'], errorCode: [{ exists: false }] },
  },
  targets: [new SqsQueue(events)],
});
const outputs = {
  AlertsTopicArn: alerts.topicArn,
  EventsQueueUrl: events.queueUrl,
  DeadLetterQueueUrl: deadLetters.queueUrl,
  FunctionName: versioner.functionName,
  RoleArn: versioner.role?.roleArn ?? '',
};
for (const [name, value] of Object.entries(outputs)) new CfnOutput(stack, name, { value });
