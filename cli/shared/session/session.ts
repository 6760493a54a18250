import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { Settings } from '../../../shared/settings.ts';
import { CliError } from '../cli-error.ts';
import { trustCaBundle } from './ca-bundle.ts';
import { type CliClients, createCliClients } from './clients.ts';
import { readLocalStack, useLocalAws } from './local-aws.ts';
import { readSettings } from './settings.ts';
import { version } from './version.ts';

/** Options that every command has. */
export interface GlobalOptions {
  readonly local?: boolean;
  readonly region?: string;
  readonly config?: string;
}

/** Whose credentials these are. */
export interface Identity {
  /** Twelve digits. */
  readonly account: string;
  readonly partition: string;
  readonly arn: string;
}

/** What a command works with: settings, an account and a home Region. */
export interface Session {
  readonly settings: Settings;
  readonly clients: CliClients;
  readonly identity: Identity;
  /** Home Region: where the stack is. Buckets may be anywhere. */
  readonly region: string;
  readonly local: boolean;
  readonly version: string;
  /** The options as they were given. */
  readonly typed: GlobalOptions;
}

/**
 * Reads the settings and signs in.
 * @throws where the settings or AWS_CA_BUNDLE are wrong, there are no credentials, or no Region is known.
 */
export async function openSession(options: GlobalOptions): Promise<Session> {
  const settings = await readSettings(options.config);
  if (options.local) await useLocalAws(readLocalStack());
  else trustCaBundle();
  const here = options.local ? undefined : settings.region;
  const region = options.region ?? here ?? (await regionOfEnvironment());
  // Read by the clients that the service and the command share.
  process.env['AWS_REGION'] = region;
  const clients = createCliClients(version);
  const { Account = '', Arn = '' } = await clients.sts.send(new GetCallerIdentityCommand({}));
  const [, partition = 'aws'] = Arn.split(':');
  const identity = { account: Account, partition, arn: Arn };
  const local = options.local === true;
  return { settings, clients, identity, region, local, version, typed: options };
}

async function regionOfEnvironment(): Promise<string> {
  // Known to the AWS CLI and to CDK, but not to this SDK.
  const fallback = process.env['AWS_DEFAULT_REGION'];
  try {
    return await new STSClient({}).config.region();
  } catch (error) {
    if (fallback) return fallback;
    throw new CliError(
      'no Region is known: give --region, set AWS_REGION, or name one in the settings.',
      { cause: error },
    );
  }
}
