import { parseArgs } from 'node:util';
import { startLocalAws } from '../local/start.ts';
import { print } from './chaos/print.ts';
import { runChaos } from './chaos/run.ts';
import { SETTINGS_FILE } from './chaos/storm.ts';

/*
 * npm run chaos [-- --seed n] [--buckets n] [--events n] [--evidence folder]
 *
 * Drives the service through a storm on the local AWS: nearly a third of its calls fail, events come late,
 * twice and out of order, some reads are stale, and owners edit their buckets meanwhile. An intruder forges events,
 * sends genuine ones again, and poison. Then the storm ends, and every promise is checked. The seed decides what owners do; what fails when is up to chance.
 */

const USAGE = 'usage: npm run chaos -- [--seed n] [--buckets n] [--events n] [--evidence folder]';

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    buckets: { type: 'string', default: '200' },
    events: { type: 'string', default: '2000' },
    evidence: { type: 'string' },
  },
});
const seed = values.seed === undefined ? Math.trunc(Math.random() * 2 ** 31) : Number(values.seed);
const buckets = Number(values.buckets);
const events = Number(values.events);
if (![seed, buckets, events].every(Number.isInteger) || buckets < 1 || events < buckets) {
  console.error(USAGE);
  process.exit(2);
}

const onProgress = (line: string) => console.error(line);
console.log(`seed ${seed}, ${buckets} buckets, ${events.toLocaleString('en')} events`);
await using aws = await startLocalAws({ config: SETTINGS_FILE, onProgress });
const outcome = await runChaos(aws, {
  seed,
  buckets,
  events,
  forgesEdits: true,
  evidence: values.evidence,
  onProgress,
});
console.log(print(outcome));
process.exitCode = outcome.broken.length > 0 ? 1 : 0;
