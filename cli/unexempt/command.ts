import type { Command } from 'commander';
import { CLAIM_MS } from '../../shared/journal/exemptions.ts';
import { announce } from '../shared/announce.ts';
import { CliError } from '../shared/cli-error.ts';
import { openExemptions } from '../shared/exemptions.ts';
import { print } from '../shared/output/print.ts';
import { permissionsHelp, READ_JOURNAL, TELL } from '../shared/permissions.ts';
import { personOf } from '../shared/person.ts';
import { type GlobalOptions, openSession } from '../shared/session/session.ts';
import { suggest } from '../shared/suggest.ts';
import { endedLines } from './lines.ts';

/** `warden unexempt <id>` */
export function unexempt(program: Command): void {
  program
    .command('unexempt')
    .summary('end an exemption')
    .description(
      'Ends an exemption that was made by `warden exempt` or `warden undo`. People are told at once. The next look at the bucket repairs it again; `warden fix` does so at once.',
    )
    .argument('<id>', 'its id, as `warden exemptions` lists it')
    .addHelpText(
      'after',
      permissionsHelp(...READ_JOURNAL, 'dynamodb:PutItem', 'dynamodb:UpdateItem', TELL),
    )
    .action(async (id: string, _options, command: Command) => {
      const session = await openSession(command.optsWithGlobals<GlobalOptions>());
      const store = await openExemptions(session);
      const exemption = await store.find(id);
      const nowMs = Date.now();
      const { arn } = session.identity;
      const at = new Date(nowMs).toISOString();
      const withdrawn = { at, by: personOf(session.identity), byArn: arn };
      if (
        exemption === undefined ||
        !(await store.withdraw(exemption, withdrawn, nowMs + CLAIM_MS))
      ) {
        throw new CliError(
          `there is no exemption ${id}: \`${suggest(session, 'exemptions')}\` lists them; those of the settings end in warden.config.ts.`,
        );
      }
      const others = (await store.list()).filter((other) => other.id !== id);
      for (const line of endedLines(session, exemption, others, nowMs)) print(line);
      await announce(session, { ...exemption, expires: at, withdrawn });
    });
}
