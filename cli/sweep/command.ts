import type { Command } from 'commander';
import { isGivenUp } from '../../shared/core/sweep/progress.ts';
import { isRunning } from '../../shared/sweep/start.ts';
import { EXIT } from '../shared/output/exit-codes.ts';
import { print, printJson } from '../shared/output/print.ts';
import { permissionsHelp } from '../shared/permissions.ts';
import { type GlobalOptions, openSession } from '../shared/session/session.ts';
import { followSweep, openSweeps, startSweep } from './follow.ts';
import { leftSomething, sweepLines } from './lines.ts';

interface SweepOptions extends GlobalOptions {
  readonly audit?: boolean;
  readonly status?: boolean;
  readonly wait: boolean;
  readonly json?: boolean;
}

const HELP = `
Exit codes:
  0  every bucket is compliant, fixed or exempt; or the sweep runs on without this command
  1  some are not, or the sweep did not come to all of them
  2  the command failed`;

/** `warden sweep` */
export function sweep(program: Command): void {
  program
    .command('sweep')
    .summary('have the service look at every bucket of the account')
    .description(
      'Has the deployed service look at every bucket in every Region and repair it by the modes of the settings, as its schedule does; a sweep that is running is given a push, and followed, unless it writes where this one would not, or the reverse. Shows how far it is until it ends; the sweep itself runs in the account, and goes on without this command.',
    )
    .option('--audit', 'write nothing, whatever the modes')
    .option('--status', 'show the latest sweep and start none; on a terminal, until it ends')
    .option('--no-wait', 'start it and return')
    .option('--json', 'print JSON')
    .addHelpText('after', HELP)
    .addHelpText(
      'after',
      permissionsHelp(
        'sts:GetCallerIdentity',
        'cloudformation:DescribeStacks',
        'dynamodb:GetItem (on the table)',
        'sqs:SendMessage (on the queue of requests; not with --status)',
      ),
    )
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<SweepOptions>();
      const session = await openSession(options);
      const sweeps = await openSweeps(session);
      const begun = options.status
        ? (await sweeps.latest())?.progress
        : await startSweep(session, sweeps, options.audit ? 'audit' : 'by-settings');
      if (begun === undefined) {
        print(options.json ? 'null' : 'There was no sweep lately.');
        return;
      }
      const isFollowed = options.status ? process.stderr.isTTY : options.wait;
      const latest = isFollowed ? await followSweep(sweeps, begun) : begun;
      const nowMs = Date.now();
      if (options.json) printJson(latest);
      else for (const line of sweepLines(latest, nowMs)) print(line);
      const isAllSeen = latest.finishedAt !== undefined && !isGivenUp(latest);
      const isGood = isRunning(latest, nowMs) || (isAllSeen && !leftSomething(latest));
      process.exitCode = isGood ? EXIT.good : EXIT.found;
    });
}
