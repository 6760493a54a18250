import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { BucketGoneError } from '../../shared/aws/errors.ts';
import { heartbeatSource } from '../../shared/core/events/heartbeat.ts';
import { sessionArnOf } from '../../shared/core/events/own-session.ts';
import { readMessage } from '../../shared/core/events/read-message.ts';
import type { Bucket } from '../../shared/model/resource.ts';
import { CliError } from '../shared/cli-error.ts';
import { peoplesExemptions, tellNote } from '../shared/exemptions.ts';
import { EXIT } from '../shared/output/exit-codes.ts';
import { paint, print } from '../shared/output/print.ts';
import { withProgress } from '../shared/output/progress.ts';
import { controlActions, permissionsHelp, TAGS } from '../shared/permissions.ts';
import { planFor } from '../shared/plan.ts';
import {
  type GlobalOptions,
  type Identity,
  openSession,
  type Session,
} from '../shared/session/session.ts';
import { type DeployedStack, findStack, noStack } from '../shared/session/stack.ts';
import { isHeard, logLine, messageLines, planLines, rulesLine } from './lines.ts';
import { eventsOf, textOf } from './log-file.ts';
import { askRules } from './rules.ts';
import type { UnwrappedEvent } from './unwrap.ts';

const EXIT_HELP = `
Exit codes:
  0  the service would do nothing: the event does not reach it or is ignored, or the bucket is compliant
  1  it would write, tell, or give the event up as malformed
  2  the command failed`;

const PERMISSIONS = [
  'sts:GetCallerIdentity',
  'cloudformation:DescribeStacks',
  'cloudformation:ListStackResources',
  'events:DescribeRule',
  'events:TestEventPattern',
  'dynamodb:Query (on the index of the journal, to know what `warden exempt` exempted)',
  TAGS,
];

/** `warden replay <event file>` */
export function replay(program: Command): void {
  program
    .command('replay')
    .summary('say what the service would do with an event, without writing')
    .description(
      'Says which deployed rule picks an event up, what the service reads in it, and what it would do with the bucket as it is now. Writes nothing.',
    )
    .argument(
      '<file>',
      'an EventBridge event, a CloudTrail record, a CloudTrail log file (.json or .json.gz) or a file of events/; - for standard input',
    )
    .option('--event-id <id>', 'of a log file only the record with this eventID')
    .addHelpText('after', EXIT_HELP)
    .addHelpText('after', permissionsHelp(...PERMISSIONS, ...controlActions('read')))
    .action(async (file: string, { eventId }: { eventId?: string }, command: Command) => {
      const { events, records } = eventsOf(textOf(readInput(file)), eventId);
      const session = await openSession(command.optsWithGlobals<GlobalOptions>());
      const stack = await findStack(session);
      if (records !== undefined) print(`${logLine(events.length, records, eventId)}\n`);
      for (const [index, event] of events.entries()) {
        if (index > 0) print('');
        await run(session, stack, event);
      }
    });
}

async function run(
  session: Session,
  stack: DeployedStack | undefined,
  { body, event, form }: UnwrappedEvent,
): Promise<void> {
  const way = stack && event ? await askRules(session, event) : undefined;
  const { account, partition } = session.identity;
  const sessionArns = stack === undefined ? [] : ownSessions(session.identity, stack);
  const heartbeat = heartbeatSource(
    stack?.outputs['HeartbeatBucketName'],
    stack?.outputs['HeartbeatRoleArn'],
  );
  const message = readMessage(body, { account, partition, sessionArns, heartbeat });

  print(`${paint('bold', 'Event')}    ${form}`);
  print(`${paint('bold', 'Rules')}    ${stack ? rulesLine(way) : noStack(session)}`);
  for (const line of messageLines(message)) print(line);
  const quiet = message.kind === 'reconcile' && (await printPlan(session, message.bucket));
  const isAnything = message.kind !== 'ignored' && message.kind !== 'heartbeat';
  if (isHeard(way) && isAnything && !quiet) process.exitCode = EXIT.found;
}

/** As whom the functions of the stack call. */
function ownSessions({ account, partition }: Identity, { outputs }: DeployedStack): string[] {
  return [
    { roleArn: outputs['RoleArn'], name: outputs['FunctionName'] },
    { roleArn: outputs['SweepRoleArn'], name: outputs['SweepFunctionName'] },
  ].map(({ roleArn = '', name = '' }) => {
    const role = roleArn.slice(roleArn.lastIndexOf('/') + 1);
    return sessionArnOf({ partition, account, role, function: name });
  });
}

/** @returns whether there is nothing to write and nothing to tell. */
async function printPlan(session: Session, bucket: Bucket): Promise<boolean> {
  try {
    const exemptions = await peoplesExemptions(session);
    tellNote(exemptions);
    const plan = await withProgress(bucket.name, () => planFor(session, bucket, exemptions.found));
    for (const line of planLines(plan)) print(line);
    return plan.results.every(({ status }) => status === 'compliant' || status === 'exempt');
  } catch (error) {
    if (!(error instanceof BucketGoneError)) throw error;
    print('The bucket does not exist (any more): nothing would be done.');
    return true;
  }
}

function readInput(file: string): Buffer {
  try {
    return readFileSync(file === '-' ? 0 : file);
  } catch (error) {
    throw new CliError(`${file} cannot be read: ${(error as Error).message}`, { cause: error });
  }
}
