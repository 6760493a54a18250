import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { projectRoot } from '../../local/paths.ts';
import { aws, configEvent, driftedBucket, unheard } from './deployed.ts';
import { warden, wardenJson } from './warden.ts';

/** Settings with everything that asks for a permission of its own. */
const config = fileURLToPath(new URL('exempting.config.ts', import.meta.url));

/** Runs a command as a user who may do what the command's help names, and nothing else. */
async function asHelpSays(command: string, ...words: string[]) {
  const help = (await warden(command, '--help')).stdout.split('Permissions needed:')[1] ?? '';
  const actions = [...help.matchAll(/^ {2}(\w+:\w+)( \(.*\))?$/gm)].map(([, action]) => action);
  const iam = aws.iam();
  const UserName = `as-help-says-${command}-${process.pid}`;
  await iam.send(new CreateUserCommand({ UserName }));
  const PolicyDocument = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }],
  });
  await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'help', PolicyDocument }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  return execa(
    process.execPath,
    [`${projectRoot}/cli/bin.js`, command, '--config', config, ...words],
    {
      reject: false,
      stdin: 'ignore',
      extendEnv: false,
      env: {
        PATH: process.env['PATH'],
        NO_COLOR: '1',
        AWS_ENDPOINT_URL: aws.endpoint,
        NODE_EXTRA_CA_CERTS: aws.caBundle,
        AWS_REGION: aws.region,
        AWS_ACCESS_KEY_ID: AccessKey?.AccessKeyId,
        AWS_SECRET_ACCESS_KEY: AccessKey?.SecretAccessKey,
      },
    },
  );
}

test('fix', async () => {
  const bucket = await driftedBucket('as-help-says');
  const { stdout, stderr, exitCode } = await unheard(() => asHelpSays('fix', '--yes', bucket));
  expect(stderr).toBe('');
  expect(stdout).not.toContain('could not be read');
  expect(exitCode).toBe(0);
});

test('exempt, unexempt and undo, which tell people too', async () => {
  const bucket = await driftedBucket('as-help-says');
  const why = ['--reason', 'r', '--for', '3'];
  const exempted = await asHelpSays('exempt', bucket, '--control', 'tls-only', ...why);
  const id = /unexempt (\S+)/.exec(exempted.stdout)?.[1] ?? '';
  const ended = await asHelpSays('unexempt', id);
  await unheard(() => warden('fix', '--yes', bucket));
  const [{ id: change }] = await wardenJson('history', bucket);
  const undone = await unheard(() => asHelpSays('undo', change, ...why, '--yes'));
  for (const { exitCode, stdout, stderr } of [exempted, ended, undone]) {
    expect(stderr).toBe('');
    expect(stdout).not.toContain('could be told');
    expect(exitCode).toBe(0);
  }
});

test('doctor', async () => {
  const { stdout, stderr } = await asHelpSays('doctor');
  expect(stderr).toBe('');
  expect(stdout).not.toContain('cannot be told');
});

test('replay', async () => {
  const bucket = await driftedBucket('as-help-says');
  const file = join(await mkdtemp(join(tmpdir(), 'warden-replay-')), 'event.json');
  await writeFile(file, JSON.stringify(configEvent(bucket)));
  const { stdout, stderr } = await asHelpSays('replay', file);
  expect(stderr).toBe('');
  expect(stdout).toContain('✖ tls-only, to be repaired: there is no bucket policy');
});
