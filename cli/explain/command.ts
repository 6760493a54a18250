import type { Command } from 'commander';
import { CONTROLS } from '../../shared/controls/index.ts';
import { requireControl } from '../shared/controls.ts';
import { page } from '../shared/output/page.ts';
import { printAll } from '../shared/output/print.ts';
import { tableLines } from '../shared/output/table.ts';
import type { GlobalOptions } from '../shared/session/session.ts';
import { readSettings } from '../shared/session/settings.ts';
import { suggest } from '../shared/suggest.ts';
import { explanation } from './explanation.ts';

/** `warden explain [control]` */
export function explain(program: Command): void {
  program
    .command('explain')
    .summary('say what a control is, what it writes and how to turn it off')
    .description(
      'Says what a control protects against, what has it look at a bucket, what a repair writes and how to turn it off. Without a control: lists them.',
    )
    .argument('[control]', 'its id')
    .addHelpText('after', '\nPermissions needed: none.')
    .action(async (id: string | undefined, _options, command: Command) => {
      const control = id === undefined ? undefined : requireControl(id);
      const options = command.optsWithGlobals<GlobalOptions>();
      const settings = await readSettings(options.config);
      if (control !== undefined) {
        await page(explanation(control, settings, exemptionOf(program, options)));
        return;
      }
      const rows = CONTROLS.map((each) => [
        each.id,
        each.severity,
        settings.controls[each.id],
        each.title,
      ]);
      printAll(tableLines(['CONTROL', 'SEVERITY', 'MODE', 'WHAT IT MAKES SURE OF'], rows));
    });
}

/** How to leave single buckets alone, once there is a command for it. */
function exemptionOf(program: Command, typed: GlobalOptions): string[] {
  const exempt = program.commands.find((command) => command.name() === 'exempt');
  return exempt === undefined
    ? []
    : [`for one bucket: ${suggest({ typed }, `exempt ${exempt.usage()}`)}`];
}
