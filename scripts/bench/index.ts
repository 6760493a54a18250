import { parseArgs } from 'node:util';
import { benchBundle } from './bundle.ts';
import { exitCodeOf, type Section } from './finding.ts';
import { jsonOf, tablesOf, thisMachine } from './print.ts';
import { type BenchOptions, benchRemediate } from './remediate.ts';

/*
 * npm run bench [-- name …] [-- --json] [-- --samples n]
 *
 * Measures what the design sets budgets for and prints each figure with its budget beside it. Fails
 * where a count or a size is over; times depend on the machine, and are printed only.
 */

const BENCHES: Readonly<Record<string, (options: BenchOptions) => Promise<Section[]>>> = {
  bundle: benchBundle,
  remediate: benchRemediate,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    /** For machines, instead of tables. */
    json: { type: 'boolean', default: false },
    /** How often each time is measured. */
    samples: { type: 'string', default: '15' },
  },
});

const names = positionals.length > 0 ? positionals : Object.keys(BENCHES);
const samples = Number(values.samples);
const unknown = names.filter((name) => !(name in BENCHES));

if (unknown.length > 0 || !Number.isInteger(samples) || samples < 1) {
  console.error(
    `usage: npm run bench -- [${Object.keys(BENCHES).join('|')} …] [--samples n] [--json]`,
  );
  process.exitCode = 2;
} else {
  const machine = thisMachine();
  const sections: Section[] = [];
  for (const name of names) {
    const onProgress = (line: string) => console.error(`${name}: ${line}`);
    sections.push(...((await BENCHES[name]?.({ samples, onProgress })) ?? []));
  }
  console.log(values.json ? jsonOf(sections, machine) : tablesOf(sections, machine));
  process.exitCode = exitCodeOf(sections);
}
