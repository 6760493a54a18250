import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { IAMClient } from '@aws-sdk/client-iam';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { region, rootCredentials } from '../root.ts';

/** Clients of the account's root that go to the emulator and past the gateway. */
export interface RootClients {
  iam: IAMClient;
  lambda: LambdaClient;
  s3(region: string): S3Client;
  events(region: string): EventBridgeClient;
  close(): void;
}

export function rootClients(endpoint: string): RootClients {
  const settings = { endpoint, region, credentials: rootCredentials };
  const made = new Map<string, S3Client | EventBridgeClient>();
  const once = <C extends S3Client | EventBridgeClient>(key: string, make: () => C): C => {
    const client = (made.get(key) as C | undefined) ?? make();
    made.set(key, client);
    return client;
  };
  const iam = new IAMClient(settings);
  const lambda = new LambdaClient(settings);
  return {
    iam,
    lambda,
    s3: (region) =>
      once(`s3 ${region}`, () => new S3Client({ ...settings, region, forcePathStyle: true })),
    events: (region) =>
      once(`events ${region}`, () => new EventBridgeClient({ ...settings, region })),
    close() {
      for (const client of [iam, lambda, ...made.values()]) client.destroy();
    },
  };
}
