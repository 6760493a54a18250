import type { Command } from 'commander';
import { print } from '../shared/output/print.ts';
import { withProgress } from '../shared/output/progress.ts';
import { permissionsHelp } from '../shared/permissions.ts';
import { type GlobalOptions, openSession } from '../shared/session/session.ts';
import { checkLines, exitCodeOf } from './check.ts';
import { examine } from './examine.ts';

const EXIT_HELP = `
Exit codes:
  0  everything that the service needs is there
  1  something is wrong (✖) or could not be looked at (?)
  2  the command failed`;

const PERMISSIONS = [
  'sts:GetCallerIdentity',
  's3:ListAllMyBuckets',
  'cloudformation:DescribeStacks',
  'cloudtrail:DescribeTrails',
  'cloudtrail:GetEventSelectors',
  'cloudtrail:GetTrailStatus',
  'cloudwatch:GetMetricStatistics',
  'config:DescribeConfigurationRecorders',
  'config:DescribeConfigurationRecorderStatus',
  'dynamodb:GetItem (on the table)',
  'events:ListRules',
  'kms:DescribeKey (where the settings name a key)',
  'lambda:GetFunctionConfiguration',
  'lambda:ListEventSourceMappings',
  'scheduler:GetSchedule',
  'sns:ListSubscriptionsByTopic',
  'sqs:GetQueueAttributes',
  'chatbot:DescribeSlackWorkspaces (where the settings name a workspace)',
];

/** `warden doctor` */
export function doctor(program: Command): void {
  program
    .command('doctor')
    .summary('see whether everything is there that the service needs')
    .description(
      'Looks at what the service needs: in its home Region AWS Config, the stack and its version, confirmed subscriptions, Slack, the KMS key and empty dead-letter queues, enabled rules, triggers and schedules, heartbeats that are heard and alerts that are delivered; the same of the forwarder in each other Region of the settings; in all of them, and in every Region that holds buckets, a trail and no second home stack. Each line that is not well says what to do.',
    )
    .addHelpText('after', EXIT_HELP)
    .addHelpText('after', permissionsHelp(...PERMISSIONS))
    .action(async (_options, command: Command) => {
      const session = await openSession(command.optsWithGlobals<GlobalOptions>());
      const checks = await withProgress('looking', () => examine(session));
      for (const check of checks) for (const line of checkLines(check)) print(line);
      process.exitCode = exitCodeOf(checks);
    });
}
