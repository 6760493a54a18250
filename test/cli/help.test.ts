import { expect, test } from 'vitest';
import { createProgram } from '../../cli/program.ts';

const program = createProgram();

test.each(program.commands.map((command) => [command.name(), command] as const))(
  'the help of %s says which permissions it needs, and what it does',
  (_name, command) => {
    let help = '';
    command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
    expect(help).toMatch(/Permissions needed:(\n {2}[a-z0-9]+:\w+| none)/);
    expect(command.summary()).not.toBe('');
  },
);
