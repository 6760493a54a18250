import type { Command } from 'commander';
import { exemptingOf } from '../../shared/aws/exempting.ts';
import {
  type Exemption,
  exemptionOf,
  exemptionReason,
  NOT_EXEMPT,
} from '../../shared/core/exemptions.ts';
import { CliError } from '../cli-error.ts';
import { openExemptions } from '../exemptions.ts';
import { print } from '../output/print.ts';
import { LOOK_BACK, permissionsHelp } from '../permissions.ts';
import { type GlobalOptions, openSession } from '../session.ts';
import { suggest } from '../suggest.ts';

/** `warden unexempt <id>` */
export function unexempt(program: Command): void {
  program
    .command('unexempt')
    .summary('end an exemption')
    .description(
      'Ends an exemption that was made by `warden exempt` or `warden undo`. The next look at the bucket repairs it again; `warden fix` does so at once.',
    )
    .argument('<id>', 'its id, as `warden exemptions` lists it')
    .addHelpText('after', permissionsHelp(...LOOK_BACK, 'dynamodb:DeleteItem'))
    .action(async (id: string, _options, command: Command) => {
      const session = await openSession(command.optsWithGlobals<GlobalOptions>());
      const store = await openExemptions(session);
      const exemption = await store.find(id);
      if (exemption === undefined || !(await store.remove(exemption))) {
        throw new CliError(
          `there is no exemption ${id}: \`${suggest(session, 'exemptions')}\` lists them; those of the settings end in warden.config.ts.`,
        );
      }
      const { bucket, controls } = exemption;
      print(`${bucket} is no longer exempt from ${controls.join(', ')} by ${id}.`);
      const others = (await store.list()).filter((other) => other.id !== id);
      const left = exemptingOf(session.settings, bucket, others, NOT_EXEMPT, Date.now()).exemptions;
      for (const line of stillExemptLines(controls, left)) print(line);
      if (controls.every((control) => exemptionOf(control, left) !== undefined)) return;
      print(`Its next look judges it again; at once by: ${suggest(session, `fix ${bucket}`)}`);
    });
}

/** What leaves the bucket alone all the same. */
function stillExemptLines(controls: readonly string[], left: readonly Exemption[]): string[] {
  return controls.flatMap((control) => {
    const other = exemptionOf(control, left);
    return other === undefined ? [] : [`${control} is still ${exemptionReason(other)}`];
  });
}
