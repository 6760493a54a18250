import type { Command } from 'commander';
import { peoplesExemptions, tellNote } from '../shared/exemptions.ts';
import { EXIT } from '../shared/output/exit-codes.ts';
import { page } from '../shared/output/page.ts';
import { printJson } from '../shared/output/print.ts';
import { withProgress } from '../shared/output/progress.ts';
import { permissionsHelp } from '../shared/permissions.ts';
import { type GlobalOptions, openSession } from '../shared/session/session.ts';
import { current, exemptionLines } from './lines.ts';

const EXIT_HELP = `
Exit codes:
  0  these are all
  2  the command failed, or knows of the settings' exemptions only`;

/** `warden exemptions` */
export function exemptions(program: Command): void {
  program
    .command('exemptions')
    .summary('list what is exempt, until when and why')
    .description(
      'Lists the exemptions that count now, those that end first first: of the settings, and of `warden exempt` and `warden undo`.',
    )
    .option('--json', 'print JSON')
    .addHelpText('after', EXIT_HELP)
    .addHelpText(
      'after',
      permissionsHelp(
        'sts:GetCallerIdentity',
        'cloudformation:DescribeStacks',
        'dynamodb:Query (on the table and its index)',
      ),
    )
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & { json?: boolean }>();
      const session = await openSession(options);
      const dynamic = await withProgress('reading', () => peoplesExemptions(session));
      const found = current(session, dynamic.found, Date.now());
      tellNote(dynamic);
      const isWhole = dynamic.note === undefined;
      process.exitCode = isWhole ? EXIT.good : EXIT.error;
      const tag = session.settings.exemptByTag;
      if (options.json) {
        printJson(found);
        return;
      }
      const none = isWhole ? ['None.'] : [];
      const lines = found.length > 0 ? exemptionLines(found, process.stdout.columns) : none;
      const byTag =
        tag === undefined
          ? []
          : [
              '',
              `Buckets with the tag ${tag.key} are exempt too, from ${tag.controls.join(', ')}.`,
            ];
      if (lines.length + byTag.length > 0) await page([...lines, ...byTag]);
    });
}
