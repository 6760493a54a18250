import { globSync } from 'node:fs';
import { dirname } from 'node:path';
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

test('each command has a folder of its own, which is named after it', () => {
  const cwd = new URL('../../cli/', import.meta.url);
  const folders = globSync('**/command.ts', { cwd }).map(dirname);
  expect(folders.toSorted()).toEqual(program.commands.map((each) => each.name()).toSorted());
});
