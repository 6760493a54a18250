import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import type { Location } from '../../local/clients.ts';
import { projectRoot } from '../../local/paths.ts';
import { aws } from './deployed.ts';

/** How a command ended. */
export interface Ended {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Whoever runs the tests may be signed in to an account, which must not be reached; nor do colours depend on them. */
const withoutAws = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^AWS_|^(FORCE|NO)_COLOR$|^CI$/.test(name)),
);

/** The words that begin a `warden` command against a local AWS, and its whole environment. */
export function commandAt({ endpoint, caBundle, region }: Location, settings: string) {
  const stackFile = `${mkdtempSync(`${tmpdir()}/warden-`)}/stack.json`;
  writeFileSync(stackFile, JSON.stringify({ endpoint, caBundle, region }));
  return {
    words: [process.execPath, `${projectRoot}/cli/bin.js`, '--local'],
    env: {
      ...withoutAws,
      WARDEN_LOCAL_STACK: stackFile,
      WARDEN_CONFIG: fileURLToPath(new URL(settings, import.meta.url)),
    },
  };
}

/** Runs `warden` commands against a local AWS, by a settings module next to the tests, in no terminal. */
export function wardenAt(location: Location, settings: string) {
  const { words: command, env } = commandAt(location, settings);
  return async (...words: readonly string[]): Promise<Ended> => {
    const [file = '', ...args] = [...command, ...words];
    const { exitCode, stdout, stderr } = await execa(file, args, {
      reject: false,
      stdin: 'ignore',
      extendEnv: false,
      env: { ...env, NO_COLOR: '1' },
    });
    return { exitCode, stdout, stderr };
  };
}

/** Runs a `warden` command against the local AWS that the tests share. */
export const warden = wardenAt(aws, 'warden.config.ts');

/** The JSON that a command prints. */
export async function wardenJson(...words: readonly string[]) {
  const { stdout, stderr } = await warden(...words, '--json');
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout);
}
