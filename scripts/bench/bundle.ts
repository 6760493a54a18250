import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { localFolder } from '../../local/paths.ts';
import { BUNDLE_BYTES, IMPORT_RATIO } from './budgets.ts';
import { bundleAsTheFunction, bundleBareClients } from './bundle-alike.ts';
import type { Finding, Section } from './finding.ts';
import { timeImports } from './import-time.ts';
import type { BenchOptions } from './remediate.ts';
import { median, millisecondsText, spreadOf } from './statistics.ts';
import { synthesizedFunction } from './synthesize.ts';

/** A ratio of two noisy times that are close to each other takes more of them. */
const PAIRS_PER_SAMPLE = 2;

/** Size and import time of the function's bundle, which comes from a synthesis of the project as it is. */
export async function benchBundle({ samples, onProgress }: BenchOptions): Promise<Section[]> {
  const folder = await mkdtemp(`${localFolder}/bench-`);
  try {
    onProgress('synthesizing');
    const file = await synthesizedFunction(folder);
    const { size } = await stat(file);
    await bundleAsTheFunction(`${folder}/alike.mjs`);
    await compare(file, `${folder}/alike.mjs`);
    const clients = await bundleBareClients(`${folder}/clients.mjs`);
    const pairs = samples * PAIRS_PER_SAMPLE;
    onProgress(`importing function and clients in turn, ${pairs} times each`);
    const times = await timeImports([file, clients.file], pairs, folder);
    return [sectionOf(size, times[0] ?? [], times[1] ?? [], clients.names)];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Without this, "bundled alike" would be a claim that the next change of the stack makes untrue. */
async function compare(asset: string, alike: string): Promise<void> {
  const [one, other] = await Promise.all([readFile(asset), readFile(alike)]);
  if (!one.equals(other)) {
    throw new Error(
      'scripts/bench/bundle-alike.ts no longer bundles as infra/constructs/remediate-function.ts does',
    );
  }
}

function sectionOf(
  bytes: number,
  functionMs: readonly number[],
  clientsMs: readonly number[],
  clients: readonly string[],
): Section {
  const ratio = median(functionMs) / median(clientsMs);
  const time = (what: string, values: readonly number[]): Finding => {
    const spread = spreadOf(values);
    return { what, kind: 'time', measured: spread.median, text: millisecondsText(spread) };
  };
  return {
    title: 'Bundle of the function (times: min / median / max, each in a fresh process)',
    findings: [
      {
        what: 'size, minified, SDK included',
        kind: 'size',
        measured: bytes,
        text: `${(bytes / 1000).toFixed(1)} KB`,
        budget: BUNDLE_BYTES,
        budgetText: `at most ${BUNDLE_BYTES / 1000} KB`,
      },
      time('import of the function', functionMs),
      time('import of the bare AWS clients', clientsMs),
      {
        what: 'import of the function, by that of the clients',
        kind: 'time',
        measured: ratio,
        text: `${ratio.toFixed(2)} times`,
        budget: IMPORT_RATIO,
        budgetText: `at most ${IMPORT_RATIO} times`,
      },
    ],
    notes: [`The bare clients: ${clients.join(', ')}, with the commands that the function uses.`],
  };
}
