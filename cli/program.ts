import { Command } from 'commander';
import { printableLines } from '../shared/core/printable.ts';
import { COMMANDS } from './commands.ts';
import { version } from './shared/session/version.ts';

/** The command line: options for all commands, and those of `commands.ts`. */
export function createProgram(): Command {
  const program = new Command('warden')
    .description(
      'Looks at the S3 buckets of the account that your AWS credentials belong to, and puts them right.',
    )
    .version(version)
    .option('--local', 'the local AWS that `npm run local` keeps running, not your account')
    .option('--region <region>', 'home Region, where the stack is deployed')
    .option('--config <file>', 'settings module (default: WARDEN_CONFIG, or warden.config.ts)')
    .configureOutput({
      outputError: (text, write) => write(printableLines(text.replace(/^error: /, 'warden: '))),
    })
    .configureHelp({ showGlobalOptions: true })
    .showSuggestionAfterError()
    .showHelpAfterError('(--help says more)')
    .exitOverride()
    .addHelpText(
      'after',
      '\nExit codes: 0 all is well, 1 something is not as it should be, 2 the command failed.',
    );
  for (const register of COMMANDS) register(program);
  return program;
}
