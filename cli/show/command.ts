import { type Command, Option } from 'commander';
import { requireChange } from '../shared/journal.ts';
import { page } from '../shared/output/page.ts';
import { printJson, printText } from '../shared/output/print.ts';
import { permissionsHelp, READ_JOURNAL } from '../shared/permissions.ts';
import { type GlobalOptions, openSession } from '../shared/session/session.ts';
import { entryLines } from './lines.ts';

/** `warden show <id>` */
export function show(program: Command): void {
  program
    .command('show')
    .summary('show one change: what, why, who, and how to undo it')
    .description(
      'Shows one change of the journal: its difference, why it was made, who touched the bucket, whether people were told, and how to undo it.',
    )
    .argument('<id>', 'its id, as `warden history` lists it')
    .option('--json', 'print JSON, with the exact values before and after')
    .addOption(
      new Option(
        '--after',
        'print the value after it and nothing else, a policy to the byte',
      ).conflicts('json'),
    )
    .addHelpText('after', permissionsHelp(...READ_JOURNAL))
    .action(async (id: string, _options, command: Command) => {
      const options = command.optsWithGlobals<
        GlobalOptions & { json?: boolean; after?: boolean }
      >();
      const session = await openSession(options);
      const entry = await requireChange(session, id);
      if (options.after) printText(textOf(entry.change.after));
      else if (options.json) printJson(entry);
      else await page(entryLines(session, entry));
    });
}

function textOf(value: unknown): string {
  // After an undo of what was not there before, there is nothing.
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value, undefined, 2);
}
