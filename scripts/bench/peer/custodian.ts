import { mkdtemp, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { pythonWith } from '../../../local/emulator/python.ts';
import { localFolder } from '../../../local/paths.ts';
import type { ConnectedAws } from '../../../local/start.ts';
import type { AccessKey } from './administrator.ts';

const REQUIREMENTS = fileURLToPath(new URL('requirements.txt', import.meta.url));

/** The three rules as its documentation writes them, and with as few calls as it can make. */
export type Policies = 'as-documented' | 'least-calls';

/** The Python that has Cloud Custodian in it. */
export async function pythonWithCustodian(onProgress: (line: string) => void): Promise<string> {
  const python = await pythonWith(REQUIREMENTS, 'Cloud Custodian', onProgress);
  if (python === undefined) throw new Error('Cloud Custodian needs Python 3.10 or newer');
  return python;
}

/**
 * Runs Cloud Custodian once over the whole account with its cache as it is by default but empty.
 * @returns how long the process lived, in seconds.
 */
export async function runCustodian(
  python: string,
  aws: ConnectedAws,
  key: AccessKey,
  policies: Policies,
): Promise<number> {
  const file = fileURLToPath(new URL(`${policies}.yml`, import.meta.url));
  const folder = await mkdtemp(`${localFolder}/custodian-`);
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_'));
  const where = ['--region', aws.region, '--output-dir', `${folder}/output`];
  try {
    const startedMs = performance.now();
    await execa(python, ['-m', 'c7n.cli', 'run', ...where, '--cache', `${folder}/cache`, file], {
      cwd: folder,
      env: {
        ...Object.fromEntries(inherited),
        HOME: folder,
        AWS_ENDPOINT_URL: aws.endpoint,
        AWS_CA_BUNDLE: aws.caBundle,
        AWS_DEFAULT_REGION: aws.region,
        AWS_ACCESS_KEY_ID: key.accessKeyId,
        AWS_SECRET_ACCESS_KEY: key.secretAccessKey,
        NO_PROXY: `127.0.0.1,localhost,${process.env['NO_PROXY'] ?? ''}`,
      },
      extendEnv: false,
      stdin: 'ignore',
    });
    return (performance.now() - startedMs) / 1000;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
