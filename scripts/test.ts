import { rm } from 'node:fs/promises';
import { execa } from 'execa';
import { tableLines } from '../cli/shared/output/table.ts';

/** A part of `npm test`. */
interface Part {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
}

/** Where each run of vitest leaves its results, for `.ci/run`. */
const RESULTS = '.local/test-results';

/** One after the other; what follows one that fails is not reached. */
const CHECKS: readonly Part[] = [
  { name: 'types', command: ['tsc', '--noEmit'] },
  { name: 'lint', command: ['biome', 'check'] },
  { name: 'unused', command: ['knip'] },
  { name: 'generated files', command: ['node', 'scripts/generate.ts', '--check'] },
];

const UNIT = vitest('unit', '--project', 'unit');

/**
 * At the same time: files that start a local AWS spend most of theirs waiting. Each half has a shared one of its own,
 * within which files come one after the other.
 */
const HALVES: readonly Part[] = [1, 2].map((half) => {
  const projects = ['--project', 'integration', '--project', 'local'];
  return vitest(`local AWS ${half} of 2`, ...projects, `--shard=${half}/2`);
});

function vitest(name: string, ...options: readonly string[]): Part {
  const file = `${RESULTS}/${name.replaceAll(' ', '-')}.json`;
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  return { name, command: ['vitest', 'run', ...options, ...reporters] };
}

/** How a part ended. */
interface Ended {
  readonly name: string;
  readonly seconds: number;
  readonly isWell: boolean;
}

/** Runs a part. One that runs beside another is printed when it is over. */
async function run({ name, command: [file, ...args] }: Part, isBeside: boolean): Promise<Ended> {
  const startMs = performance.now();
  const result = await execa(file, args, {
    preferLocal: true,
    reject: false,
    stdin: 'ignore',
    ...(isBeside ? { all: true } : { stdout: 'inherit', stderr: 'inherit' }),
  });
  if (isBeside) console.log(result.all);
  const seconds = (performance.now() - startMs) / 1000;
  return { name, seconds, isWell: result.exitCode === 0 };
}

async function runAll(): Promise<Ended[]> {
  const ended: Ended[] = [];
  for (const check of CHECKS) {
    ended.push(await run(check, false));
    if (!ended.at(-1)?.isWell) return ended;
  }
  ended.push(await run(UNIT, false));
  ended.push(...(await Promise.all(HALVES.map((half) => run(half, true)))));
  return ended;
}

await rm(RESULTS, { recursive: true, force: true });
const ended = await runAll();
const rows = ended.map(({ name, seconds, isWell }) => [
  name,
  `${Math.round(seconds)} s`,
  isWell ? 'passed' : 'failed',
]);
console.log(['', ...tableLines(['Part', 'Time', 'Result'], rows)].join('\n'));
process.exitCode = ended.every(({ isWell }) => isWell) ? 0 : 1;
