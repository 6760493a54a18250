import type { Command } from 'commander';
import { BucketElsewhereError, BucketGoneError, describeError } from '../../shared/aws/errors.ts';
import { isRepair, type JournalEntry, type Repair } from '../../shared/core/journal.ts';
import { CLAIM_MS } from '../../shared/journal/exemptions.ts';
import { newChangeId } from '../../shared/journal/ids.ts';
import { BucketBusyError } from '../../shared/journal/journal.ts';
import {
  NotAppliedError,
  standingOf,
  UNDO_LEASE_MS,
  type UndoRequest,
  type UndoResult,
  undo as undoChange,
} from '../../shared/reconcile/undo.ts';
import { facetOf } from '../../shared/resources/facets.ts';
import { announce } from '../shared/announce.ts';
import { CliError } from '../shared/cli-error.ts';
import { openJournal, requireChange } from '../shared/journal.ts';
import { agree } from '../shared/output/agree.ts';
import { EXIT } from '../shared/output/exit-codes.ts';
import { print } from '../shared/output/print.ts';
import { withProgress } from '../shared/output/progress.ts';
import { controlActions, permissionsHelp, READ_JOURNAL, TELL } from '../shared/permissions.ts';
import { personOf, personTrigger } from '../shared/person.ts';
import { type GlobalOptions, openSession, type Session } from '../shared/session/session.ts';
import { readSettings } from '../shared/session/settings.ts';
import { suggest } from '../shared/suggest.ts';
import { parseEnd, requireWords, shortTime } from '../shared/time.ts';
import { movedLines, undoPlanLines } from './lines.ts';

interface UndoOptions extends GlobalOptions {
  readonly reason: string;
  readonly for: string;
  readonly yes?: boolean;
}

const EXIT_HELP = `
Exit codes:
  0  it stands again as it was before
  1  it does not: it is no longer what the change left, S3 refused, or you said no
  2  the command failed`;

/** `warden undo <id>` */
export function undo(program: Command): void {
  program
    .command('undo')
    .summary('put back what stood before a change, and have it left so')
    .description(
      'Puts back exactly what stood before a change, only while it still is what the change left, exempts the bucket from the controls that wanted the change, and tells people.',
    )
    .argument('<id>', 'id of the change, as `warden history` lists it')
    .requiredOption('--reason <text>', 'why')
    .option('--for <days>', 'for how many days the bucket is exempt', '7')
    .option('-y, --yes', 'do not ask')
    .addHelpText('after', EXIT_HELP)
    .addHelpText(
      'after',
      permissionsHelp(
        ...READ_JOURNAL,
        'dynamodb:PutItem',
        'dynamodb:UpdateItem',
        ...controlActions('read'),
        ...controlActions('write'),
        TELL,
        's3:DeleteBucketPolicy (where there was no policy before)',
      ),
    )
    .action(async (id: string, _options, command: Command) => {
      await run(id, command.optsWithGlobals<UndoOptions>());
    });
}

async function run(id: string, options: UndoOptions): Promise<void> {
  const reason = requireWords(options.reason, '--reason');
  const nowMs = Date.now();
  const { longestExemptionDays } = await readSettings(options.config);
  const expires = parseEnd({ days: options.for }, nowMs, longestExemptionDays);
  const session = await openSession(options);
  const entry = requireRepair(session, await requireChange(session, id));
  refuseForeign(session, entry);
  requireApplied(session, entry);
  const s3 = session.clients.s3(entry.bucket.region);
  try {
    const standing = await withProgress('reading', () => standingOf(s3, entry));
    if (standing.is !== 'as-left') {
      end(session, entry, { is: 'moved', live: standing.live });
      return;
    }
    for (const line of undoPlanLines(entry, expires)) print(line);
    if (!(options.yes || (await agree('Put it back?')))) {
      print('Nothing was written.');
      process.exitCode = EXIT.found;
      return;
    }
    const request = requestOf(session, entry, reason, expires, nowMs);
    const result = await undoChange(s3, await openJournal(session), request);
    end(session, entry, result, request);
    if (result.is === 'undone') await announce(session, request.exemption);
  } catch (error) {
    throw inWords(error, entry);
  }
}

function requestOf(
  session: Session,
  entry: Repair,
  reason: string,
  expires: string,
  nowMs: number,
): UndoRequest {
  const by = personOf(session.identity);
  const at = new Date(nowMs).toISOString();
  // A millisecond apart, so that chance cannot make two of them the same.
  const id = newChangeId(nowMs + 1);
  const exemption = {
    source: 'person' as const,
    id: newChangeId(nowMs),
    bucket: entry.bucket.name,
    controls: entry.change.controls,
    reason,
    owner: by,
    expires,
    createdAt: at,
    madeBy: session.identity.arn,
    undo: { change: entry.id, id, facet: entry.change.facet },
    claimedUntilMs: Date.now() + UNDO_LEASE_MS + CLAIM_MS,
  };
  const undone = { by, byArn: session.identity.arn, at, reason, exemption: exemption.id };
  return { id, entry, undone, exemption, trigger: personTrigger(session, 'warden undo') };
}

/** Says what became of it. */
function end(session: Session, entry: Repair, result: UndoResult, request?: UndoRequest): void {
  const { bucket, change } = entry;
  const what = `${facetOf(change.facet).title} of ${bucket.name}`;
  if (result.is === 'undone') {
    const { id, expires } = request?.exemption ?? {};
    print(`${what}: as it was before change ${entry.id}.`);
    print(
      `${bucket.name} is exempt from ${change.controls.join(', ')} until ${shortTime(expires ?? '')} UTC; to end it before: ${suggest(session, `unexempt ${id}`)}`,
    );
    return;
  }
  process.exitCode = EXIT.found;
  if (result.is === 'refused') {
    print(`${what} could not be written: ${describeError(result.error)}`);
    print('Nothing was changed: the change counts as applied, and the bucket is not exempt.');
    return;
  }
  if (result.is === 'unsettled') {
    print(`Whether ${what} was written is not known: ${describeError(result.error)}`);
    print(
      `The next look at the bucket settles it by what is there (${suggest(session, `show ${entry.id}`)}). Until then it is exempt; to end that: ${suggest(session, `unexempt ${request?.exemption.id}`)}`,
    );
    return;
  }
  for (const line of movedLines(session, entry, result.live)) print(line);
}

function requireRepair(session: Session, entry: JournalEntry): Repair {
  if (isRepair(entry)) return entry;
  const { change, undone } = entry.undoes ?? {};
  throw new CliError(
    `${entry.id} is the undo of ${change}: to have it repaired again, end its exemption (${suggest(session, `unexempt ${undone?.exemption}`)}).`,
  );
}

function requireApplied(session: Session, { id, state }: JournalEntry): void {
  if (state === 'applied') return;
  throw new CliError(
    `change ${id} is ${state}: there is nothing to undo (${suggest(session, `show ${id}`)}).`,
  );
}

function refuseForeign({ identity }: Session, { id, bucket }: JournalEntry): void {
  if (bucket.account === identity.account) return;
  throw new CliError(`change ${id} is of a bucket of account ${bucket.account}.`);
}

function inWords(error: unknown, { id, bucket }: JournalEntry): unknown {
  if (error instanceof BucketBusyError) {
    return new CliError(`the service is at ${bucket.name} just now: try again in a minute.`);
  }
  if (error instanceof NotAppliedError) return new CliError(`change ${id} was undone meanwhile.`);
  if (error instanceof BucketGoneError) return new CliError(`bucket ${bucket.name} is gone.`);
  if (error instanceof BucketElsewhereError) {
    return new CliError(
      `the bucket of change ${id} is gone: ${bucket.name} is another one, in ${error.region}.`,
    );
  }
  return error;
}
