import type { ConnectedAws } from '../../local/start.ts';

/** A log line of the function. */
export interface LogLine {
  readonly message: string;
  readonly bucket?: string;
  readonly outcome?: string;
  readonly reason?: string;
  readonly [field: string]: unknown;
}

/** What the function logged of a bucket; metrics are lines of their own. */
export async function logLinesOf(
  aws: Pick<ConnectedAws, 'logs'>,
  bucket: string,
): Promise<LogLine[]> {
  return (await aws.logs()).flatMap((line) => {
    if (!line.includes(bucket) || !line.startsWith('{') || line.includes('"_aws"')) return [];
    const parsed = JSON.parse(line) as LogLine;
    return parsed.bucket === bucket ? [parsed] : [];
  });
}

/** How messages ended, by the lines that say so. */
export function endsIn(lines: readonly LogLine[]): string[] {
  return lines.flatMap(({ message, outcome = '' }) =>
    message === 'message ended' ? [outcome] : [],
  );
}
