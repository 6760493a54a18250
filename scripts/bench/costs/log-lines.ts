import { setTimeout as sleep } from 'node:timers/promises';
import type { ConnectedAws } from '../../../local/start.ts';

const ATTEMPTS = 300;
const PAUSE_MS = 200;

/** Remembers what a function has logged. @returns waits for a line with some text, and gives the lines since. */
export async function newLines(
  aws: ConnectedAws,
  functionName: string | undefined,
): Promise<(awaited: string) => Promise<string[]>> {
  const before = (await aws.logs(functionName)).length;
  return async (awaited) => {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const since = (await aws.logs(functionName)).slice(before);
      if (since.some((line) => line.includes(awaited))) {
        // What follows it in the same invocation may come a moment later.
        await sleep(PAUSE_MS * 5);
        return (await aws.logs(functionName)).slice(before);
      }
      await sleep(PAUSE_MS);
    }
    throw new Error(`the function did not log ${awaited}`);
  };
}

/** The metrics that lines in the embedded metric format make: each name with each set of dimensions is one. */
export function seriesIn(lines: readonly string[]): string[] {
  const series = lines.flatMap((line) => {
    if (!line.includes('"CloudWatchMetrics"')) return [];
    const values = JSON.parse(line.slice(line.indexOf('{')));
    const directives: { Metrics: { Name: string }[]; Dimensions: string[][] }[] =
      values._aws.CloudWatchMetrics;
    return directives.flatMap(({ Metrics, Dimensions }) =>
      Metrics.flatMap(({ Name }) =>
        Dimensions.map((names) => `${Name} ${names.map((name) => values[name]).join('/')}`),
      ),
    );
  });
  return [...new Set(series)].sort();
}
