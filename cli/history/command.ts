import type { Command } from 'commander';
import { openHistory } from '../shared/journal.ts';
import { page } from '../shared/output/page.ts';
import { count, print, printJson } from '../shared/output/print.ts';
import { withProgress } from '../shared/output/progress.ts';
import { permissionsHelp, READ_JOURNAL } from '../shared/permissions.ts';
import { type GlobalOptions, openSession } from '../shared/session/session.ts';
import { parseCount, parseSince } from '../shared/time.ts';
import { historyLines } from './lines.ts';

interface HistoryOptions extends GlobalOptions {
  readonly since?: string;
  readonly limit: string;
  readonly json?: boolean;
}

/** `warden history [bucket]` */
export function history(program: Command): void {
  program
    .command('history')
    .summary('list what was changed, newest first')
    .description('Lists the changes in the journal, newest first: of one bucket, or of all.')
    .argument('[bucket]', 'only its changes')
    .option('--since <time>', 'only those since then: a date, or how long ago as in 12h or 7d')
    .option('--limit <number>', 'no more than these', '100')
    .option('--json', 'print JSON, with the exact values')
    .addHelpText('after', permissionsHelp(...READ_JOURNAL))
    .action(async (bucket: string | undefined, _options, command: Command) => {
      await run(bucket, command.optsWithGlobals<HistoryOptions>());
    });
}

async function run(bucket: string | undefined, options: HistoryOptions): Promise<void> {
  const limit = parseCount(options.limit);
  const sinceMs = options.since === undefined ? undefined : parseSince(options.since, Date.now());
  const session = await openSession(options);
  const entries = await withProgress('reading the journal', async () =>
    (await openHistory(session)).latest({ bucket, sinceMs, limit }),
  );
  if (options.json) {
    printJson(entries);
    return;
  }
  if (entries.length === 0) {
    print('The journal has no such change.');
    return;
  }
  const more = entries.length === limit ? ', perhaps not all: --limit gives more' : '';
  const table = historyLines(entries, process.stdout.columns);
  await page([...table, '', `${count(entries.length, 'change')}${more}.`]);
}
