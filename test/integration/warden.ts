import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { aws } from './deployed.ts';

const file = (path: string) => fileURLToPath(new URL(path, import.meta.url));

const stackFile = `${mkdtempSync(`${tmpdir()}/warden-`)}/stack.json`;
const { endpoint, caBundle, region } = aws;
writeFileSync(stackFile, JSON.stringify({ endpoint, caBundle, region }));

/** How a command ended. */
export interface Ended {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a `warden` command against the local AWS that the tests share. */
export async function warden(...words: readonly string[]): Promise<Ended> {
  const { exitCode, stdout, stderr } = await execa(
    'node',
    [file('../../cli/warden.ts'), '--local', '--config', file('warden.config.ts'), ...words],
    {
      preferLocal: true,
      localDir: file('../..'),
      reject: false,
      stdin: 'ignore',
      env: { WARDEN_LOCAL_STACK: stackFile },
    },
  );
  return { exitCode, stdout, stderr };
}

/** The JSON that a command prints. */
export async function wardenJson(...words: readonly string[]) {
  const { stdout, stderr } = await warden(...words, '--json');
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout);
}
