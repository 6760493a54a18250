import { createJournal, type Journal } from '../shared/aws/journal/journal.ts';
import { CliError } from './cli-error.ts';
import type { Session } from './session.ts';
import { requireStack } from './stack.ts';

/**
 * The journal of the deployed stack: what a person changes is recorded like what the service changes.
 * @throws {CliError} where no stack is deployed in the home Region, or one without a journal.
 */
export async function openJournal(session: Session): Promise<Journal> {
  const { outputs } = await requireStack(session);
  const table = outputs['JournalTableName'];
  if (table === undefined) {
    throw new CliError(
      'the deployed stack has no journal: deploy this version with `npm run deploy`.',
    );
  }
  const { dynamodb } = session.clients;
  return createJournal(dynamodb, table, session.settings.journalRetentionDays);
}
