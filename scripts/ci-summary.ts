import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** What vitest's JSON reporter writes, of what counts. */
export interface TestResults {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly {
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

/** Exit codes of `npm cit` and of the synth. */
export interface ExitCodes {
  readonly tests: number;
  readonly synth: number;
}

/**
 * What passed and what failed of a whole run. A file that fails without a failing test (its `beforeAll`
 * threw, it cannot be imported) counts once, and so does a step that fails with nothing else to show for it.
 * @param results undefined where the tests were not reached.
 */
export function countRun(
  results: TestResults | undefined,
  { tests, synth }: ExitCodes,
): { passed: number; failed: number } {
  const passed = results?.numPassedTests ?? 0;
  const found = (results?.numFailedTests ?? 0) + filesWithoutAFailingTest(results);
  const ofTests = found === 0 && (tests !== 0 || passed === 0) ? 1 : found;
  return { passed, failed: ofTests + (synth === 0 ? 0 : 1) };
}

function filesWithoutAFailingTest(results: TestResults | undefined): number {
  return (results?.testResults ?? []).filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((each) => each.status === 'failed'),
  ).length;
}

/** The results of several runs as those of one. */
export function joinResults(runs: readonly TestResults[]): TestResults {
  return {
    numPassedTests: runs.reduce((sum, run) => sum + run.numPassedTests, 0),
    numFailedTests: runs.reduce((sum, run) => sum + run.numFailedTests, 0),
    testResults: runs.flatMap((run) => run.testResults),
  };
}

function allResults(folder: string): TestResults {
  const files = readdirSync(folder).map((file) => readFileSync(`${folder}/${file}`, 'utf8'));
  return joinResults(files.map((file) => JSON.parse(file)));
}

if (import.meta.main) {
  const [path = '', tests, synth] = process.argv.slice(2);
  const results = existsSync(path) ? allResults(path) : undefined;
  const { passed, failed } = countRun(results, { tests: Number(tests), synth: Number(synth) });
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}
