import { parseArgs } from 'node:util';
import { TARGETS, type Target } from './fuzz/targets.ts';

/*
 * npm run fuzz [-- target …] [-- --seed n] [-- --runs n]
 *
 * Puts generated policies through the policy model and mangled events through parsing, 100,000 of each;
 * "growth" measures 200 policies against their length, since each takes as long as hundreds of the others.
 * Prints the seed; the same seed and number of runs make the same inputs again. Fails with the smallest
 * counterexample that it finds.
 */

const USAGE = `usage: npm run fuzz -- [${[...TARGETS.keys()].join('|')} …] [--seed n] [--runs n]`;
const PROGRESS_MS = 5_000;

const options = readOptions();
if (options === undefined) {
  console.error(USAGE);
  process.exitCode = 2;
} else {
  const { seed, runs } = options;
  console.log(`seed ${seed}, ${count(runs)} runs each`);
  const passed = options.targets.map(([name, target]) => fuzz(name, target, seed, runs));
  process.exitCode = passed.includes(false) ? 1 : 0;
}

function readOptions() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { seed: { type: 'string' }, runs: { type: 'string', default: '100000' } },
    });
    const seed = Number(values.seed ?? Math.trunc(Math.random() * 2 ** 31));
    const runs = Number(values.runs);
    const targets = [...TARGETS].filter(
      ([name]) => positionals.length === 0 || positionals.includes(name),
    );
    const known = positionals.every((name) => TARGETS.has(name));
    return known && Number.isInteger(seed) && Number.isInteger(runs) && runs > 0
      ? { seed, runs, targets }
      : undefined;
  } catch {
    return undefined;
  }
}

function fuzz(name: string, target: Target, seed: number, wanted: number): boolean {
  const numRuns = Math.ceil(wanted / target.oneIn);
  const startedMs = Date.now();
  let done = 0;
  let saidMs = startedMs;
  const found = target.run({ seed, numRuns }, () => {
    done += 1;
    if (Date.now() - saidMs < PROGRESS_MS) return;
    saidMs = Date.now();
    console.error(`${name}: ${count(done)} done`);
  });
  if (found === undefined) {
    const seconds = ((Date.now() - startedMs) / 1_000).toFixed(1);
    console.log(`${name}: ${count(numRuns)} passed in ${seconds} s`);
    if (target.summary !== undefined) console.log(`${name}: ${target.summary()}`);
    return true;
  }
  console.error(`${name}: failed after ${count(found.afterRuns)} runs on\n${found.input}`);
  console.error(found.error);
  return false;
}

function count(value: number): string {
  return value.toLocaleString('en');
}
