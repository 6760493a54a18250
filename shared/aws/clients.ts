import type { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { ConfigServiceClient } from '@aws-sdk/client-config-service';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { PatientRetryStrategy } from './patient-retry.ts';

/** Everything that talks to AWS. Clients hold connections only, never anything about a bucket. */
export interface Clients {
  /** A client for the Region that a bucket lives in. */
  s3(region: string): S3Client;
  readonly sns: SNSClient;
  readonly sqs: SQSClient;
  /** A client of AWS Config in a Region: its rules judge the buckets of that Region. */
  config(region: string): ConfigServiceClient;
  readonly dynamodb: DynamoDBClient;
  /** A client of CloudTrail in a Region; loaded when it is first needed, which it rarely is. */
  cloudTrail(region: string): Promise<CloudTrailClient>;
}

// Short enough that every step of a look may time out three times within the function's own timeout.
const TIMEOUTS = { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true };

/**
 * Clients that try each call three times, say who they are (`bucket-warden/<version>`) and take
 * S3's OperationAborted, which the SDK gives up on, for what it is: a conflict worth another try.
 * @param product who calls, where it is not the service.
 * @param s3Settings what S3's clients have of their own, asked for each Region: `paced` for many calls in a row.
 */
export function createClients(
  version: string,
  product = 'bucket-warden',
  s3Settings?: () => S3ClientConfig,
): Clients {
  const common = {
    customUserAgent: [[product, version]] as [string, string][],
    maxAttempts: 3,
    requestHandler: TIMEOUTS,
  };
  const sns = once(() => new SNSClient(common));
  // The Region's endpoint, as for every other service, and not whatever host a queue's URL names.
  const sqs = once(() => new SQSClient({ ...common, useQueueUrlAsEndpoint: false }));
  const dynamodb = once(
    () => new DynamoDBClient({ ...common, retryStrategy: new PatientRetryStrategy() }),
  );
  return {
    s3: byRegion((region) => {
      const client = new S3Client({
        ...common,
        ...s3Settings?.(),
        region,
        // What is wanted of a bucket depends on its Region: whoever looks has to hear of another one.
        followRegionRedirects: false,
      });
      retryConflicts(client);
      return client;
    }),
    cloudTrail: byRegion(async (region) => {
      const { CloudTrailClient: Client } = await import('./cloud-trail.ts');
      // Two calls a second are all that it takes of an account and Region: the message is tried again later.
      return new Client({ ...common, maxAttempts: 2, region });
    }),
    config: byRegion((region) => new ConfigServiceClient({ ...common, region })),
    get sns() {
      return sns();
    },
    get sqs() {
      return sqs();
    },
    get dynamodb() {
      return dynamodb();
    },
  };
}

/** Makes a client for a Region when it is first needed. */
function byRegion<Client>(make: (region: string) => Client): (region: string) => Client {
  const made = new Map<string, Client>();
  return (region) => {
    const client = made.get(region) ?? make(region);
    made.set(region, client);
    return client;
  };
}

/** Makes a client when it is first needed: most looks need S3 only, and the function starts the faster. */
function once<Client>(make: () => Client): () => Client {
  let made: Client | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

function retryConflicts(client: S3Client): void {
  client.middlewareStack.add(
    (next) => async (args) => {
      try {
        return await next(args);
      } catch (error) {
        if (error instanceof Error && error.name === 'OperationAborted') {
          Object.assign(error, { $retryable: { throttling: false } });
        }
        throw error;
      }
    },
    // Inside the SDK's own retry, which reads the mark, and outside deserialization, which names the error.
    { name: 'retryConflicts', step: 'finalizeRequest', priority: 'low' },
  );
}
