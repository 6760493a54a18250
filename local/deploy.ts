import { readFile } from 'node:fs/promises';
import type { Location } from './clients.ts';
import { localFolder, projectRoot } from './paths.ts';
import { startGroup } from './processes.ts';
import { rootCredentials } from './root.ts';

/** What the stack says of itself once it is deployed. */
export interface StackOutputs {
  AlertsTopicArn: string;
  ChatTopicArn?: string;
  EventsQueueUrl: string;
  DeadLetterQueueUrl: string;
  FunctionName: string;
  JournalTableName: string;
  RoleArn: string;
  SweepQueueUrl: string;
  SweepRequestsQueueUrl: string;
  SweepDeadLetterQueueUrl: string;
  SweepFunctionName: string;
  SweepRoleArn: string;
  HeartbeatBucketName: string;
  HeartbeatRoleArn: string;
  HeartbeatScheduleName: string;
}

export interface DeployOptions {
  location: Location;
  /** This instance's own folder: nothing is written elsewhere. */
  folder: string;
  /** A settings module, instead of the project's. */
  config?: string | undefined;
  /** The folder with the `cdk.json` to deploy. */
  app: string;
  /** The stack whose outputs are asked for. */
  stack: string;
  onProgress: (line: string) => void;
}

/** Bootstraps the account and deploys every stack of the app with the CDK CLI, as a user would. */
export async function deploy(options: DeployOptions): Promise<StackOutputs> {
  const { folder, location, onProgress, stack } = options;
  const assembly = `${folder}/cdk.out`;
  const outputs = `${folder}/outputs.json`;
  const home = `aws://${location.account}/${location.region}`;
  onProgress('bootstrapping the account, synthesizing the stack');
  await Promise.all([
    // In a folder without an app, which it would synthesize for nothing.
    cdk(options, folder, ['bootstrap', home]),
    cdk(options, options.app, ['synth', '--quiet', '--output', assembly]),
  ]);
  const others = (await environmentsOf(assembly)).filter((each) => each !== home);
  if (others.length > 0) await cdk(options, folder, ['bootstrap', ...others]);
  onProgress('deploying the stack');
  const how = ['--app', assembly, '--require-approval', 'never', '--method', 'direct'];
  await cdk(options, folder, ['deploy', '--all', '--outputs-file', outputs, ...how]);
  const written = JSON.parse(await readFile(outputs, 'utf8')) as Record<string, StackOutputs>;
  const found = written[stack];
  if (!found) throw new Error(`the stack ${stack} has no outputs`);
  return found;
}

/** Accounts and Regions that the synthesized stacks name. */
async function environmentsOf(assembly: string): Promise<string[]> {
  const { artifacts } = JSON.parse(await readFile(`${assembly}/manifest.json`, 'utf8')) as {
    artifacts: Record<string, { type: string; environment?: string }>;
  };
  const stacks = Object.values(artifacts).filter(({ type }) => type === 'aws:cloudformation:stack');
  return [...new Set(stacks.map(({ environment = '' }) => environment))];
}

async function cdk(options: DeployOptions, cwd: string, args: string[]): Promise<void> {
  const node = `${projectRoot}/node_modules/.bin/node`;
  const cli = [`${projectRoot}/node_modules/aws-cdk/bin/cdk`, ...args];
  const { process: running } = startGroup(node, [...cli, '--ci', '--no-notices', '--no-color'], {
    cwd,
    env: cdkEnvironment(options),
    extendEnv: false,
    stdin: 'ignore',
    all: true,
  });
  const { failed, all } = await running;
  if (failed) throw new Error(`cdk ${args[0]} failed:\n${all}`);
}

function cdkEnvironment({ location, folder, config }: DeployOptions): NodeJS.ProcessEnv {
  // The user's own account, whatever is set for it, must not be reached.
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_'));
  return {
    ...Object.fromEntries(inherited),
    PATH: `${projectRoot}/node_modules/.bin:${process.env['PATH'] ?? ''}`,
    AWS_ENDPOINT_URL: location.endpoint,
    AWS_REGION: location.region,
    AWS_DEFAULT_REGION: location.region,
    AWS_ACCESS_KEY_ID: rootCredentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: rootCredentials.secretAccessKey,
    AWS_CONFIG_FILE: `${folder}/no-config`,
    AWS_SHARED_CREDENTIALS_FILE: `${folder}/no-credentials`,
    NODE_EXTRA_CA_CERTS: location.caBundle,
    AWS_CA_BUNDLE: location.caBundle,
    NO_PROXY: `127.0.0.1,localhost,${process.env['NO_PROXY'] ?? ''}`,
    no_proxy: `127.0.0.1,localhost,${process.env['no_proxy'] ?? ''}`,
    CDK_HOME: `${folder}/cdk-home`,
    // Half of the CLI's time goes into compiling it.
    NODE_COMPILE_CACHE: `${localFolder}/compile-cache`,
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    CDK_DEFAULT_ACCOUNT: location.account,
    CDK_DEFAULT_REGION: location.region,
    ...(config ? { WARDEN_CONFIG: config } : {}),
  };
}
