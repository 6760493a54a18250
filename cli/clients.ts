import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { STSClient } from '@aws-sdk/client-sts';
import { type Clients, createClients } from '../shared/aws/clients.ts';

/** Clients of the services that people ask about, beside those that the service itself calls. */
export interface CliClients extends Clients {
  readonly sts: STSClient;
  readonly cloudFormation: CloudFormationClient;
  readonly cloudTrail: CloudTrailClient;
  readonly events: EventBridgeClient;
  readonly lambda: LambdaClient;
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
    cloudTrail: new CloudTrailClient(common),
    events: new EventBridgeClient(common),
    lambda: new LambdaClient(common),
  });
}
