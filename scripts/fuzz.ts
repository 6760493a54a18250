import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { TARGETS } from './fuzz/targets.ts';

/*
 * npm run fuzz [-- target …] [-- --seed n] [-- --runs n]
 *
 * Puts generated policies through the policy model and mangled events through parsing, 100,000 of each.
 * Prints the seed; the same seed and number of runs make the same inputs again. Fails with the smallest
 * counterexample that it finds.
 */

const USAGE = `usage: npm run fuzz -- [${Object.keys(TARGETS).join('|')} …] [--seed n] [--runs n]`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: 'string' }, runs: { type: 'string', default: '100000' } },
});
const seed = values.seed === undefined ? Math.trunc(Math.random() * 2 ** 31) : Number(values.seed);
const runs = Number(values.runs);
const names = positionals.length > 0 ? positionals : Object.keys(TARGETS);

if (!Number.isInteger(seed) || !Number.isInteger(runs) || runs < 1) misused();
for (const name of names) if (TARGETS[name] === undefined) misused();

console.log(`seed ${seed}, ${runs.toLocaleString('en')} runs each`);
for (const name of names) fuzz(name);

function fuzz(name: string): void {
  const startedMs = Date.now();
  let done = 0;
  let saidMs = startedMs;
  const progress = () => {
    done += 1;
    if (Date.now() - saidMs < 5_000) return;
    saidMs = Date.now();
    console.error(`${name}: ${done.toLocaleString('en')} done`);
  };
  const details = TARGETS[name]?.({ seed, numRuns: runs }, progress);
  const seconds = ((Date.now() - startedMs) / 1000).toFixed(1);
  if (details === undefined) return;
  if (details.failed) {
    console.error(`${name}: failed after ${details.numRuns.toLocaleString('en')} runs`);
    console.error(fc.defaultReportMessage(details));
    process.exitCode = 1;
  } else {
    console.log(`${name}: ${details.numRuns.toLocaleString('en')} passed in ${seconds} s`);
  }
}

function misused(): never {
  console.error(USAGE);
  process.exit(2);
}
