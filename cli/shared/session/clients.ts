import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { KMSClient } from '@aws-sdk/client-kms';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { STSClient } from '@aws-sdk/client-sts';
import { type Clients, createClients } from '../../../shared/aws/clients.ts';

/** Clients of what has to be in place in a Region, home or another. */
interface RegionalClients {
  readonly cloudFormation: CloudFormationClient;
  readonly cloudTrail: CloudTrailClient;
  readonly events: EventBridgeClient;
  readonly kms: KMSClient;
  readonly sns: SNSClient;
  readonly sqs: SQSClient;
}

/** Clients of the services that people ask about, beside those that the service itself calls. */
export interface CliClients extends Clients {
  readonly sts: STSClient;
  readonly cloudFormation: CloudFormationClient;
  readonly lambda: LambdaClient;
  readonly scheduler: SchedulerClient;
  readonly cloudWatch: CloudWatchClient;
  inRegion(region: string): RegionalClients;
}

/** Clients that call as `bucket-warden-cli/<version>`, so that logs tell a person from the service. */
export function createCliClients(version: string): CliClients {
  const product = 'bucket-warden-cli';
  const common = {
    customUserAgent: [[product, version]] as [string, string][],
    maxAttempts: 3,
    requestHandler: {
      connectionTimeout: 3_000,
      requestTimeout: 10_000,
      throwOnRequestTimeout: true,
    },
  };
  // Assigned to, not spread: the service's own clients are made when they are first asked for.
  return Object.assign(createClients(version, product), {
    sts: new STSClient(common),
    cloudFormation: new CloudFormationClient(common),
    lambda: new LambdaClient(common),
    scheduler: new SchedulerClient(common),
    cloudWatch: new CloudWatchClient(common),
    inRegion: (region: string): RegionalClients => ({
      cloudFormation: new CloudFormationClient({ ...common, region }),
      cloudTrail: new CloudTrailClient({ ...common, region }),
      events: new EventBridgeClient({ ...common, region }),
      kms: new KMSClient({ ...common, region }),
      sns: new SNSClient({ ...common, region }),
      sqs: new SQSClient({ ...common, region, useQueueUrlAsEndpoint: false }),
    }),
  });
}
