import { isDenied } from '../../shared/aws/errors.ts';
import type { DynamicExemption } from '../../shared/journal/exemption-item.ts';
import { createExemptionStore, type ExemptionStore } from '../../shared/journal/exemptions.ts';
import { journalTable } from './journal.ts';
import { warn } from './output/print.ts';
import type { Session } from './session/session.ts';
import { findStack, noStack } from './session/stack.ts';

/**
 * The exemptions that people made by command.
 * @throws {CliError} where no stack is deployed in the home Region.
 */
export async function openExemptions(session: Session): Promise<ExemptionStore> {
  const table = await journalTable(session);
  const { journalRetentionDays } = session.settings;
  return createExemptionStore(session.clients.dynamodb, table, journalRetentionDays);
}

/** The exemptions by command, as far as they may be read. */
export interface PeoplesExemptions {
  readonly found: readonly DynamicExemption[];
  /** Says why where they could not be read, so that they do not count. */
  readonly note?: string;
}

/** Those exemptions, for commands that do without a deployed stack. */
export async function peoplesExemptions(session: Session): Promise<PeoplesExemptions> {
  try {
    const stack = await findStack(session);
    if (stack === undefined) return { found: [], note: `${UNKNOWN}: ${noStack(session)}` };
    if (stack.outputs['JournalTableName'] === undefined) return { found: [] };
    return { found: await (await openExemptions(session)).list() };
  } catch (error) {
    if (!isDenied(error)) throw error;
    return { found: [], note: `${UNKNOWN}: AWS refused to have it read.` };
  }
}

const UNKNOWN = 'what `warden exempt` exempted is not known, and does not count here';

/** Says on standard error what is not known, where something is not. */
export function tellNote({ note }: PeoplesExemptions): void {
  if (note !== undefined) warn(note);
}
