import { type Command, Option } from 'commander';
import { CONTROLS } from '../../shared/controls/index.ts';
import { enabledControls } from '../../shared/core/decide.ts';
import { strongestModes } from '../../shared/core/modes.ts';
import { findBuckets, listBuckets } from '../shared/buckets.ts';
import { CliError } from '../shared/cli-error.ts';
import { type PeoplesExemptions, peoplesExemptions, tellNote } from '../shared/exemptions.ts';
import { page } from '../shared/output/page.ts';
import { count, printJson, printText } from '../shared/output/print.ts';
import { withProgress } from '../shared/output/progress.ts';
import {
  controlActions,
  EXEMPTIONS,
  FIND_BUCKETS,
  permissionsHelp,
} from '../shared/permissions.ts';
import { type GlobalOptions, openSession } from '../shared/session/session.ts';
import { auditBuckets, exitCodeOf, summaryOf } from './audit.ts';
import { toCsv, toJson, toSentence, toTable } from './formats.ts';

interface AuditOptions extends GlobalOptions {
  readonly json?: boolean;
  readonly csv?: boolean;
}

const EXIT_HELP = `
Exit codes:
  0  every bucket is compliant, exempt, or one for which the settings have every control off
  1  something is noncompliant, blocked (a person is needed) or unknown (it could not be read)
  2  the command failed`;

/** `warden audit [bucket…]` */
export function audit(program: Command): void {
  program
    .command('audit')
    .summary('judge buckets, and write nothing')
    .description(
      'Judges buckets by the settings, in every Region, and writes nothing. Needs no deployed stack. Controls in mode audit and enforce are judged alike.',
    )
    .argument('[bucket...]', 'buckets to judge (default: all of the account)')
    .addOption(new Option('--json', 'print JSON').conflicts('csv'))
    .option('--csv', 'print CSV, a row for each bucket and control')
    .addHelpText('after', EXIT_HELP)
    .addHelpText(
      'after',
      permissionsHelp(...FIND_BUCKETS, ...controlActions('read'), ...EXEMPTIONS),
    )
    .action(async (names: string[], _options, command: Command) => {
      await run(names, command.optsWithGlobals<AuditOptions>());
    });
}

async function run(names: readonly string[], options: AuditOptions): Promise<void> {
  const session = await openSession(options);
  const { account } = session.identity;
  if (enabledControls(CONTROLS, strongestModes(session.settings)).length === 0) {
    throw new CliError('every control is off in the settings: there is nothing to judge by.');
  }
  let exemptions: PeoplesExemptions = { found: [] };
  const audited = await withProgress(
    `listing the buckets of account ${account}`,
    async (update) => {
      const buckets = names.length > 0 ? await findBuckets(session, names) : listBuckets(session);
      exemptions = await peoplesExemptions(session);
      return auditBuckets(session, buckets, exemptions.found, (done) =>
        update(`${count(done, 'bucket')} read`),
      );
    },
  );
  tellNote(exemptions);
  const summary = summaryOf(audited);
  if (options.json) {
    printJson(toJson(account, audited));
  } else if (options.csv) {
    printText(toCsv(account, audited));
  } else {
    const table = audited.length > 0 ? [...toTable(audited, process.stdout.columns), ''] : [];
    await page([...table, toSentence(summary)]);
  }
  process.exitCode = exitCodeOf(summary);
}
