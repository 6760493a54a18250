import type { Command } from 'commander';
import { CLAIM_MS } from '../../shared/journal/exemptions.ts';
import { newChangeId } from '../../shared/journal/ids.ts';
import { announce } from '../shared/announce.ts';
import { findBuckets } from '../shared/buckets.ts';
import { again, controlIds, requireControl } from '../shared/controls.ts';
import { openExemptions } from '../shared/exemptions.ts';
import { print } from '../shared/output/print.ts';
import { withProgress } from '../shared/output/progress.ts';
import { FIND_BUCKETS, permissionsHelp, TELL } from '../shared/permissions.ts';
import { personOf } from '../shared/person.ts';
import { type GlobalOptions, openSession } from '../shared/session/session.ts';
import { readSettings } from '../shared/session/settings.ts';
import { suggest } from '../shared/suggest.ts';
import { parseEnd, requireWords, shortTime } from '../shared/time.ts';

interface ExemptOptions extends GlobalOptions {
  readonly control: readonly string[];
  readonly reason: string;
  readonly for?: string;
  readonly until?: string;
  readonly owner?: string;
}

/** `warden exempt <bucket>` */
export function exempt(program: Command): void {
  program
    .command('exempt')
    .summary('have a bucket left alone for a time')
    .description(
      'Has controls leave a bucket alone until a day. Counts from the next look at the bucket on, without a deployment, and is told to people at once; what was changed before stays (see `warden undo`).',
    )
    .usage('<bucket> --control <id> --reason <text> --for <days>')
    .argument('<bucket>', 'its name')
    .requiredOption(
      '--control <id>',
      `control that leaves it alone (may be said again), of: ${controlIds().join(', ')}`,
      again,
    )
    .requiredOption('--reason <text>', 'why')
    .option('--for <days>', 'for how many days')
    .option('--until <day>', 'the last day, in UTC, as in 2027-01-31')
    .option('--owner <name>', 'who answers for it (default: you)')
    .addHelpText(
      'after',
      permissionsHelp(
        ...FIND_BUCKETS,
        'cloudformation:DescribeStacks',
        'dynamodb:GetItem',
        'dynamodb:PutItem',
        'dynamodb:UpdateItem',
        TELL,
      ),
    )
    .action(async (bucket: string, _options, command: Command) => {
      await run(bucket, command.optsWithGlobals<ExemptOptions>());
    });
}

async function run(name: string, options: ExemptOptions): Promise<void> {
  const controls = [...new Set(options.control.map((id) => requireControl(id).id))];
  const reason = requireWords(options.reason, '--reason');
  const owner = options.owner === undefined ? undefined : requireWords(options.owner, '--owner');
  const nowMs = Date.now();
  const { longestExemptionDays } = await readSettings(options.config);
  const expires = parseEnd(
    { days: options.for, until: options.until },
    nowMs,
    longestExemptionDays,
  );
  const session = await openSession(options);
  const exemption = {
    source: 'person' as const,
    id: newChangeId(nowMs),
    bucket: name,
    controls,
    reason,
    owner: owner ?? personOf(session.identity),
    expires,
    createdAt: new Date(nowMs).toISOString(),
    madeBy: session.identity.arn,
    claimedUntilMs: Date.now() + CLAIM_MS,
  };
  await withProgress('writing', async () => {
    await findBuckets(session, [name]);
    await (await openExemptions(session)).add(exemption);
  });
  print(`${name} is exempt from ${controls.join(', ')} until ${shortTime(expires)} UTC.`);
  print(`To end it before: ${suggest(session, `unexempt ${exemption.id}`)}`);
  await withProgress('telling', () => announce(session, exemption));
}
