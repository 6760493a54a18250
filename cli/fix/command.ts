import type { Command } from 'commander';
import { BucketGoneError } from '../../shared/aws/errors.ts';
import type { DecisionSettings, Plan } from '../../shared/core/decide.ts';
import { BucketBusyError, type Journal } from '../../shared/journal/journal.ts';
import type { Bucket } from '../../shared/model/resource.ts';
import type { ExemptionSettings } from '../../shared/reconcile/exempting.ts';
import { findBuckets } from '../shared/buckets.ts';
import { CliError } from '../shared/cli-error.ts';
import { again, controlIds, requireControl } from '../shared/controls.ts';
import { peoplesExemptions, tellNote } from '../shared/exemptions.ts';
import { openJournal } from '../shared/journal.ts';
import { agree } from '../shared/output/agree.ts';
import { EXIT } from '../shared/output/exit-codes.ts';
import { count, print, printAll } from '../shared/output/print.ts';
import { withProgress } from '../shared/output/progress.ts';
import { controlActions, FIND_BUCKETS, permissionsHelp, TAGS } from '../shared/permissions.ts';
import { planFor } from '../shared/plan.ts';
import { type GlobalOptions, openSession, type Session } from '../shared/session/session.ts';
import { outcomeLines, planLines, settingsToFix } from './lines.ts';
import { repair } from './repair.ts';

interface FixOptions extends GlobalOptions {
  readonly yes?: boolean;
  readonly control?: readonly string[];
}

const IS_WELL = new Set(['compliant', 'fixed', 'exempt']);

const EXIT_HELP = `
Exit codes:
  0  every bucket is compliant now
  1  something is left to do, or you said no
  2  the command failed`;

/** `warden fix <bucket…>` */
export function fix(program: Command): void {
  program
    .command('fix')
    .summary('repair buckets, after showing what would be written')
    .description(
      'Shows what would be written to the buckets, asks, and writes it as the service does. Since a person decides, controls in mode audit are repaired too; those that are off are not.',
    )
    .argument('<bucket...>', 'buckets to repair')
    .option('-y, --yes', 'do not ask')
    .option(
      '--control <id>',
      `only this control (may be said again), of: ${controlIds().join(', ')}`,
      again,
    )
    .addHelpText('after', EXIT_HELP)
    .addHelpText(
      'after',
      permissionsHelp(
        ...FIND_BUCKETS,
        ...controlActions('read'),
        TAGS,
        ...controlActions('write'),
        'cloudformation:DescribeStacks',
        'dynamodb:GetItem',
        'dynamodb:Query (on the table and its index)',
        'dynamodb:PutItem',
        'dynamodb:UpdateItem',
      ),
    )
    .action(async (names: string[], _options, command: Command) => {
      await run(names, command.optsWithGlobals<FixOptions>());
    });
}

async function run(names: readonly string[], options: FixOptions): Promise<void> {
  for (const id of options.control ?? []) requireControl(id);
  const session = await openSession(options);
  refuseForeignAccount(session);
  const settings = settingsToFix(session.settings, options.control);
  // Nobody is to be asked about what could not be recorded, and so not be written.
  const journal = await openJournal(session);
  const plans = await withProgress('reading', async () => {
    const exemptions = await peoplesExemptions(session);
    const buckets = await findBuckets(session, names);
    tellNote(exemptions);
    return Promise.all(
      buckets.map(async (bucket) => ({
        bucket,
        plan: await planFor(session, bucket, exemptions.found, settings),
      })),
    );
  });
  for (const { bucket, plan } of plans) {
    printAll(planLines(bucket, plan, options.control));
  }

  const toWrite = plans.filter(({ plan }) => plan.changes.length > 0);
  const open = plans.filter(({ plan }) => plan.changes.length === 0 && !isCompliant(plan));
  if (open.length > 0) process.exitCode = EXIT.found;
  if (toWrite.length === 0) return;
  if (!(await agreed(options, toWrite))) {
    print('Nothing was written.');
    process.exitCode = EXIT.found;
    return;
  }
  for (const { bucket, plan } of toWrite) await fixOne(session, journal, bucket, plan, settings);
}

async function fixOne(
  session: Session,
  journal: Journal,
  bucket: Bucket,
  plan: Plan,
  settings: DecisionSettings & ExemptionSettings,
): Promise<void> {
  try {
    const report = await withProgress(bucket.name, () =>
      repair(session, journal, bucket, settings),
    );
    printAll(outcomeLines(report, plan));
    if (report.results.some(({ status }) => !IS_WELL.has(status))) {
      process.exitCode = EXIT.found;
    }
  } catch (error) {
    if (error instanceof BucketBusyError) {
      throw new CliError(`the service is at ${bucket.name} just now: try again in a minute.`);
    }
    if (!(error instanceof BucketGoneError)) throw error;
    print(`${bucket.name} is gone.`);
    process.exitCode = EXIT.found;
  }
}

async function agreed(options: FixOptions, toWrite: readonly { plan: Plan }[]): Promise<boolean> {
  if (options.yes) return true;
  const changes = toWrite.reduce((sum, { plan }) => sum + plan.changes.length, 0);
  return agree(`Write ${count(changes, 'change')} to ${count(toWrite.length, 'bucket')}?`);
}

function isCompliant({ results }: Plan): boolean {
  return results.every(({ status }) => IS_WELL.has(status));
}

function refuseForeignAccount({ settings, identity, local }: Session): void {
  if (local || settings.account === undefined || settings.account === identity.account) return;
  throw new CliError(
    `the settings are for account ${settings.account}, but these are credentials of ${identity.account}.`,
  );
}
