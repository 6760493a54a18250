import type { EventEmitter } from 'node:events';
import { rmSync } from 'node:fs';
import { mkdir, mkdtemp } from 'node:fs/promises';
import { makeCertificate } from './certificate.ts';
import { type Clients, clientsFor, type Location } from './clients.ts';
import { type Controls, controlsOf } from './controls.ts';
import { deploy, type StackOutputs } from './deploy.ts';
import { type Emulator, startEmulator } from './emulator/emulator.ts';
import { type Gateway, startGateway } from './gateway/gateway.ts';
import type { Happenings } from './gateway/happenings.ts';
import { functionLogs } from './logs.ts';
import { localFolder, projectRoot } from './paths.ts';
import { atExit } from './processes.ts';
import { account, region, rootCredentials } from './root.ts';
import { subscribeQueue } from './subscribe.ts';

/*
 * The local AWS: MiniStack behind a gateway, with the service deployed to it.
 *
 *   await using aws = await startLocalAws();                  // or { deploy: false }: empty
 *   await aws.s3().send(new CreateBucketCommand({ Bucket: 'b' }));         // as root, over TLS
 *   await aws.s3('anonymous', { plain: true }).send(…);       // as nobody, over plain HTTP
 *   await aws.s3({ accessKeyId, secretAccessKey }).send(…);   // as an IAM user, held to policies
 *   await aws.setFaults([{ operation: 'GetBucketPolicy', caller: 'service', rate: 1, fault: '503' }]);
 *   (await aws.calls()).filter((call) => call.caller === 'service');
 *
 * In another process: `connectLocalAws(details)` with `aws.details`, which is plain JSON.
 */

export interface StartOptions {
  /** Whether to bootstrap the account and deploy the stack: true unless said otherwise. */
  deploy?: boolean;
  /** A settings module to deploy with, instead of the project's warden.config.ts. */
  config?: string;
  /** Another CDK app: the folder of its `cdk.json`, and its stack. */
  app?: { folder: string; stack: string };
  onProgress?: (line: string) => void;
}

/** A local AWS in words: what `connectLocalAws` needs. */
export interface Details extends Location {
  stack?: StackOutputs;
  /** A queue subscribed to the alerts topic, raw delivery off. */
  alertsQueueUrl?: string;
  /** The same for the chat topic, where there is one. */
  chatQueueUrl?: string;
}

/** A local AWS to call and to control. */
export interface ConnectedAws extends Details, Clients, Controls {
  /** Root's. */
  credentials: typeof rootCredentials;
  /** The lines that a function logged, oldest first: the stack's unless another is named. */
  logs(functionName?: string): Promise<string[]>;
}

/** A local AWS of this process. */
export interface LocalAws extends ConnectedAws {
  details: Details;
  /** Past the gateway: calls that nobody records or hears of. */
  emulatorEndpoint: string;
  /** Calls, events and problems as they happen. */
  happenings: EventEmitter<Happenings>;
  stop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Connects to a local AWS that another process started. */
export function connectLocalAws(details: Details): ConnectedAws {
  const clients = clientsFor(details);
  return {
    ...details,
    ...clients,
    ...controlsOf(details),
    credentials: rootCredentials,
    logs: (name = details.stack?.FunctionName ?? '') => functionLogs(clients, name),
  };
}

/** Starts a local AWS. It ends with `stop()`, or with this process, however that ends. */
export async function startLocalAws(options: StartOptions = {}): Promise<LocalAws> {
  const onProgress = options.onProgress ?? (() => {});
  await mkdir(localFolder, { recursive: true });
  const folder = await mkdtemp(`${localFolder}/run-`);
  const cleanUp = () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  const keep = atExit(cleanUp);
  let gateway: Gateway | undefined;
  let emulator: Emulator | undefined;
  const stop = async () => {
    gateway?.close();
    await emulator?.stop();
    keep();
    cleanUp();
  };
  try {
    const certificate = await makeCertificate(folder);
    gateway = await startGateway(certificate);
    const { endpoint, plainEndpoint, happenings } = gateway;
    const { caBundle } = certificate;
    emulator = await startEmulator({ folder, gateway: endpoint, caBundle, onProgress });
    gateway.leadTo(emulator.endpoint);
    const location = { endpoint, plainEndpoint, caBundle, region, account };
    const details =
      options.deploy === false ? location : await deployTo(location, folder, options, onProgress);
    return {
      ...connectLocalAws(details),
      details,
      emulatorEndpoint: emulator.endpoint,
      happenings,
      stop,
      [Symbol.asyncDispose]: stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function deployTo(
  location: Location,
  folder: string,
  { config, app }: StartOptions,
  onProgress: (line: string) => void,
): Promise<Details> {
  const stack = await deploy({
    location,
    folder,
    config,
    app: app?.folder ?? projectRoot,
    stack: app?.stack ?? 'BucketWarden',
    onProgress,
  });
  const clients = clientsFor(location);
  const [alertsQueueUrl, chatQueueUrl] = await Promise.all([
    subscribeQueue(clients, stack.AlertsTopicArn, 'local-alerts'),
    stack.ChatTopicArn ? subscribeQueue(clients, stack.ChatTopicArn, 'local-chat') : undefined,
  ]);
  return { ...location, stack, alertsQueueUrl, ...(chatQueueUrl ? { chatQueueUrl } : {}) };
}
