import { createWriteStream, rmSync } from 'node:fs';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import getPort from 'get-port';
import {
  extensionsFolder,
  launcherFile,
  localhostNamesFile,
  projectRoot,
  requirementsFile,
} from '../paths.ts';
import { atExit, type ProcessGroup, startGroup } from '../processes.ts';
import { account, region, rootCredentials } from '../root.ts';
import { s3ControlEndpoint } from '../s3-control-endpoint.ts';
import { NothingToRunMiniStackError, pythonWithMiniStack } from './python.ts';

/** A running MiniStack. */
export interface Emulator {
  /** Plain HTTP, past the gateway: what is sent here is neither recorded nor told to anybody. */
  endpoint: string;
  stop(): Promise<void>;
}

export interface EmulatorOptions {
  /** This instance's own folder, for logs and temporary files. */
  folder: string;
  /** The gateway's TLS endpoint: where Lambda functions and queue URLs lead. */
  gateway: string;
  caBundle: string;
  onProgress: (line: string) => void;
}

/** Starts MiniStack on a free port of 127.0.0.1 and waits until it answers. */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  const port = await getPort({ host: '127.0.0.1' });
  // Outside the project: a Lambda function must not find the project's packages above its code.
  const temporary = await mkdtemp(join(tmpdir(), 'bucket-warden-'));
  const removeTemporary = () => rmSync(temporary, { recursive: true, force: true, maxRetries: 3 });
  const keepTemporary = atExit(removeTemporary);
  const environment = emulatorEnvironment(options, port, temporary);
  const python = await pythonWithMiniStack(options.onProgress);
  options.onProgress('starting MiniStack');
  const running = python
    ? { group: start(options, python, [launcherFile], environment), stop: () => {} }
    : await startInDocker(options, environment);
  const stop = async () => {
    running.group.kill();
    running.stop();
    await running.group.process;
    keepTemporary();
    removeTemporary();
  };
  const endpoint = `http://127.0.0.1:${port}`;
  try {
    await untilHealthy(endpoint, running.group, `${options.folder}/ministack.log`);
  } catch (error) {
    await stop();
    throw error;
  }
  return { endpoint, stop };
}

function emulatorEnvironment(options: EmulatorOptions, port: number, temporary: string) {
  const { PATH = '', HOME = '', LANG = 'C.UTF-8' } = process.env;
  return {
    // Its Lambda workers are `node` from the path: the project's own, Lambda's major version.
    PATH: `${projectRoot}/node_modules/.bin:${PATH}`,
    HOME,
    LANG,
    TMPDIR: temporary,
    PYTHONDONTWRITEBYTECODE: '1',
    OWN_FOLDERS: [temporary, options.folder].join(delimiter),
    BIND_HOST: '127.0.0.1',
    MINISTACK_HOST: '127.0.0.1',
    GATEWAY_PORT: String(port),
    QUEUE_URL_PORT: new URL(options.gateway).port,
    AUTH: 'true',
    MINISTACK_REGION: region,
    MINISTACK_ACCOUNT_ID: account,
    AWS_ACCESS_KEY_ID: rootCredentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: rootCredentials.secretAccessKey,
    AWS_ENDPOINT_URL: options.gateway,
    AWS_ENDPOINT_URL_S3_CONTROL: s3ControlEndpoint(options.gateway),
    NODE_EXTRA_CA_CERTS: options.caBundle,
    // MiniStack's wrapper around functions uses what Node warns of, in the functions' logs.
    NODE_OPTIONS: `--disable-warning=DEP0169 --require ${JSON.stringify(localhostNamesFile)}`,
    AWS_CA_BUNDLE: options.caBundle,
    LAMBDA_EXECUTOR: 'local',
    // It would remove the containers of another MiniStack; fixed ports would collide.
    DOCKER_HOST: 'unix:///nonexistent',
    IOT_MTLS_ENABLED: '0',
    SFTP_ENABLED: '0',
  };
}

function start(
  { folder }: EmulatorOptions,
  file: string,
  args: string[],
  env: NodeJS.ProcessEnv,
): ProcessGroup {
  const group = startGroup(file, args, {
    env,
    extendEnv: false,
    stdin: 'pipe',
    buffer: false,
    all: true,
  });
  group.process.all?.pipe(createWriteStream(`${folder}/ministack.log`));
  return group;
}

async function startInDocker(options: EmulatorOptions, environment: Record<string, string>) {
  const { failed } = await execa('docker', ['info'], { reject: false });
  if (failed) {
    throw new NothingToRunMiniStackError(
      'The local AWS needs Python 3.10 or newer with its venv module ' +
        '(https://www.python.org/downloads/; on Debian and Ubuntu: apt install python3-venv), ' +
        'or a running Docker. Install one of the two and start again.',
    );
  }
  const { PATH: _, HOME: __, TMPDIR: ___, DOCKER_HOST: ____, ...inside } = environment;
  const { stdout: requirement } = await execa('head', ['-n', '1', requirementsFile]);
  const name = `bucket-warden-${inside['GATEWAY_PORT']}`;
  const paths = [launcherFile, extensionsFolder, localhostNamesFile, options.folder];
  const mounts = paths.flatMap((path) => ['-v', `${path}:${path}`]);
  const variables = Object.keys(inside).flatMap((key) => ['-e', key]);
  const group = start(
    options,
    'docker',
    [
      ...['run', '--rm', '--interactive', '--name', name, '--network', 'host'],
      ...[...mounts, ...variables, '-e', 'PYTHONPATH=/opt/ministack', '--entrypoint', 'python'],
      ...[requirement.replace('ministack==', 'ministackorg/ministack:'), launcherFile],
    ],
    { ...process.env, ...inside },
  );
  // The container is the daemon's child, not ours.
  const command = ['rm', '--force', name];
  const remove = () => void execa('docker', command, { reject: false, detached: true });
  const keep = atExit(remove);
  const stop = () => {
    keep();
    remove();
  };
  return { group, stop };
}

async function untilHealthy(endpoint: string, group: ProcessGroup, log: string): Promise<void> {
  let ended = false;
  void group.process.then(() => {
    ended = true;
  });
  const deadline = Date.now() + 60_000;
  while (!ended && Date.now() < deadline) {
    const answer = await fetch(`${endpoint}/_ministack/health`).catch(() => undefined);
    if (answer?.ok) return;
    await sleep(50);
  }
  const said = (await readFile(log, 'utf8')).split('\n').slice(-20).join('\n');
  throw new Error(`MiniStack ${ended ? 'ended at its start' : 'does not answer'}:\n${said}`);
}
