import { execa } from 'execa';
import { VARIABLES } from '../../functions/remediate/environment.ts';
import { projectRoot } from '../../local/paths.ts';

const IMPORT = `
  const start = performance.now();
  await import(process.argv[1]);
  process.stdout.write(String(performance.now() - start));
`;

/** What a function finds in Lambda. Credentials are there, so nothing looks for others. */
const ENVIRONMENT = {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  // At its import the function sees that they are there, and no more.
  ...Object.fromEntries(VARIABLES.map((name) => [name, 'made-up'])),
};

/**
 * Times the import of each module in processes of its own, the modules in turn, so that a busy
 * machine is as busy for one as for the other.
 * @returns the milliseconds of each module, in the order of the modules.
 */
export async function timeImports(
  files: readonly string[],
  times: number,
  cwd: string,
): Promise<number[][]> {
  const measured = files.map((): number[] => []);
  // The first round brings the files into memory.
  for (let round = 0; round <= times; round += 1) {
    for (const [index, file] of files.entries()) {
      const milliseconds = await timeImport(file, cwd);
      if (round > 0) measured[index]?.push(milliseconds);
    }
  }
  return measured;
}

async function timeImport(file: string, cwd: string): Promise<number> {
  const node = `${projectRoot}/node_modules/.bin/node`;
  const { stdout } = await execa(node, ['--input-type=module', '--eval', IMPORT, file], {
    cwd,
    env: ENVIRONMENT,
    extendEnv: false,
  });
  return Number(stdout);
}
