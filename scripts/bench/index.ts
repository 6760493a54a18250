import { parseArgs } from 'node:util';
import { benchBundle } from './bundle.ts';
import { benchCosts } from './costs/index.ts';
import { exitCodeOf, type Section } from './finding.ts';
import { benchFlood } from './flood/index.ts';
import { benchPeer } from './peer/index.ts';
import { jsonOf, tablesOf, thisMachine } from './print.ts';
import { type BenchOptions, benchRemediate } from './remediate.ts';
import { benchSweep } from './sweep/index.ts';

/*
 * npm run bench [-- name …] [-- --json] [-- --samples n] [-- --sizes 1000,100000] [-- --events 10000]
 *
 * Without a name: bundle and remediate. Measures what the design sets budgets for and prints each figure with its budget beside it. Fails
 * where a count or a size is over; times depend on the machine, and are printed only.
 */

const BENCHES: Readonly<Record<string, (options: BenchOptions) => Promise<Section[]>>> = {
  bundle: benchBundle,
  remediate: benchRemediate,
  sweep: benchSweep,
  flood: benchFlood,
  peer: benchPeer,
  costs: benchCosts,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    /** For machines, instead of tables. */
    json: { type: 'boolean', default: false },
    /** How often each time is measured. */
    samples: { type: 'string', default: '15' },
    /** Accounts that are swept, by how many buckets they have. */
    sizes: { type: 'string', default: '1000,10000' },
    /** Events of a flood. */
    events: { type: 'string', default: '10000' },
  },
});

/** The others take minutes. */
const QUICK = ['bundle', 'remediate'];

const names = positionals.length > 0 ? positionals : QUICK;
const samples = Number(values.samples);
const sizes = values.sizes.split(',').map(Number);
const events = Number(values.events);
const unknown = names.filter((name) => !(name in BENCHES));

if (
  unknown.length > 0 ||
  ![samples, events, ...sizes].every((count) => Number.isInteger(count) && count > 0)
) {
  console.error(
    `usage: npm run bench -- [${Object.keys(BENCHES).join('|')} …] [--samples n] [--sizes n,…] [--events n] [--json]`,
  );
  process.exitCode = 2;
} else {
  const machine = thisMachine();
  const sections: Section[] = [];
  for (const name of names) {
    const onProgress = (line: string) => console.error(`${name}: ${line}`);
    sections.push(...((await BENCHES[name]?.({ samples, sizes, events, onProgress })) ?? []));
  }
  console.log(values.json ? jsonOf(sections, machine) : tablesOf(sections, machine));
  process.exitCode = exitCodeOf(sections);
}
