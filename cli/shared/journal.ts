import type { JournalEntry } from '../../shared/core/journal.ts';
import { AmbiguousIdError, createHistory, type History } from '../../shared/journal/history.ts';
import { createJournal, type Journal } from '../../shared/journal/journal.ts';
import { CliError } from './cli-error.ts';
import type { Session } from './session/session.ts';
import { requireStack } from './session/stack.ts';
import { suggest } from './suggest.ts';

/**
 * The journal of the deployed stack: what a person changes is recorded like what the service changes.
 * @throws {CliError} where no stack is deployed in the home Region, or one without a journal.
 */
export async function openJournal(session: Session): Promise<Journal> {
  const table = await journalTable(session);
  const { dynamodb } = session.clients;
  return createJournal(dynamodb, table, session.settings.journalRetentionDays);
}

/**
 * The journal of the deployed stack, to look back in.
 * @throws {CliError} as `openJournal` does.
 */
export async function openHistory(session: Session): Promise<History> {
  return createHistory(session.clients.dynamodb, await journalTable(session));
}

/**
 * Name of the deployed stack's table.
 * @throws {CliError} as `openJournal` does.
 */
export async function journalTable(session: Session): Promise<string> {
  const { outputs } = await requireStack(session);
  const table = outputs['JournalTableName'];
  if (table !== undefined) return table;
  throw new CliError(
    'the deployed stack has no journal: deploy this version with `npm run deploy`.',
  );
}

/**
 * The change of that id, in the journal of the deployed stack.
 * @throws {CliError} where the journal has none, or one of two buckets each, or as `openJournal` does.
 */
export async function requireChange(session: Session, id: string): Promise<JournalEntry> {
  const history = await openHistory(session);
  const entry = await history.find(id).catch((error: unknown) => {
    throw error instanceof AmbiguousIdError ? new CliError(inWords(session, error)) : error;
  });
  if (entry !== undefined) return entry;
  throw new CliError(
    `there is no change ${id} in the journal: \`${suggest(session, 'history')}\` lists them.`,
  );
}

function inWords(session: Session, { message, buckets }: AmbiguousIdError): string {
  const command = suggest(session, `history ${buckets[0]} --json`);
  return `${message}: \`${command}\` has the values of one.`;
}
