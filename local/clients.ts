import { readFileSync } from 'node:fs';
import { Agent as PlainAgent } from 'node:http';
import { Agent as TlsAgent } from 'node:https';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { ConfigServiceClient } from '@aws-sdk/client-config-service';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { IAMClient } from '@aws-sdk/client-iam';
import { KMSClient } from '@aws-sdk/client-kms';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { S3ControlClient } from '@aws-sdk/client-s3-control';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { STSClient } from '@aws-sdk/client-sts';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { rootCredentials } from './root.ts';
import { s3ControlEndpoint } from './s3-control-endpoint.ts';

/** Where a local AWS is: all that a client needs, also one in another process. */
export interface Location {
  /** The gateway over TLS. */
  endpoint: string;
  /** The same over plain HTTP. */
  plainEndpoint: string;
  /** A file that makes a client trust the gateway's certificate. */
  caBundle: string;
  region: string;
  account: string;
}

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

export interface ClientOptions {
  /** Over plain HTTP instead of TLS. */
  plain?: boolean;
  /** The newest version of TLS to speak: 1.3 unless said otherwise. */
  maxTls?: 'TLSv1.2';
  region?: string;
  maxAttempts?: number;
  /** Ends the user agent: `bucket-warden/test` calls as the service does. */
  customUserAgent?: string;
}

/** Makes a client of one service: root's, somebody's, or nobody's in particular. */
type ClientFactory<C> = (who?: Credentials | 'anonymous', options?: ClientOptions) => C;

/** Factories of clients that go through the gateway and trust it, they alone. */
export interface Clients {
  s3: ClientFactory<S3Client>;
  s3Control: ClientFactory<S3ControlClient>;
  sns: ClientFactory<SNSClient>;
  sqs: ClientFactory<SQSClient>;
  events: ClientFactory<EventBridgeClient>;
  iam: ClientFactory<IAMClient>;
  kms: ClientFactory<KMSClient>;
  lambda: ClientFactory<LambdaClient>;
  dynamodb: ClientFactory<DynamoDBClient>;
  cloudwatchLogs: ClientFactory<CloudWatchLogsClient>;
  config: ClientFactory<ConfigServiceClient>;
  sts: ClientFactory<STSClient>;
  cloudFormation: ClientFactory<CloudFormationClient>;
  cloudTrail: ClientFactory<CloudTrailClient>;
  scheduler: ClientFactory<SchedulerClient>;
}

export function clientsFor(location: Location): Clients {
  const trust = { keepAlive: true, ca: readFileSync(location.caBundle) };
  const tls = new TlsAgent(trust);
  const plain = new PlainAgent({ keepAlive: true });
  const settings = (
    who: Credentials | 'anonymous' = rootCredentials,
    options: ClientOptions = {},
  ) => ({
    endpoint: options.plain ? location.plainEndpoint : location.endpoint,
    region: options.region ?? location.region,
    maxAttempts: options.maxAttempts ?? 3,
    requestHandler: new NodeHttpHandler({
      httpsAgent: options.maxTls ? new TlsAgent({ ...trust, maxVersion: options.maxTls }) : tls,
      httpAgent: plain,
    }),
    ...(options.customUserAgent ? { customUserAgent: options.customUserAgent } : {}),
    ...(who === 'anonymous'
      ? { signer: { sign: async <R>(request: R) => request }, credentials: rootCredentials }
      : { credentials: who }),
  });
  return {
    s3: (...how) => new S3Client({ ...settings(...how), forcePathStyle: true }),
    sns: (...how) => new SNSClient(settings(...how)),
    s3Control: (...how) => {
      const { endpoint, ...more } = settings(...how);
      return new S3ControlClient({ ...more, endpoint: s3ControlEndpoint(endpoint) });
    },
    // The region's endpoint is the gateway's, over TLS or not: a queue's URL must not override it.
    sqs: (...how) => new SQSClient({ ...settings(...how), useQueueUrlAsEndpoint: false }),
    events: (...how) => new EventBridgeClient(settings(...how)),
    iam: (...how) => new IAMClient(settings(...how)),
    kms: (...how) => new KMSClient(settings(...how)),
    lambda: (...how) => new LambdaClient(settings(...how)),
    dynamodb: (...how) => new DynamoDBClient(settings(...how)),
    cloudwatchLogs: (...how) => new CloudWatchLogsClient(settings(...how)),
    config: (...how) => new ConfigServiceClient(settings(...how)),
    sts: (...how) => new STSClient(settings(...how)),
    cloudFormation: (...how) => new CloudFormationClient(settings(...how)),
    cloudTrail: (...how) => new CloudTrailClient(settings(...how)),
    scheduler: (...how) => new SchedulerClient(settings(...how)),
  };
}
