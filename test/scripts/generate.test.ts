import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { expect, test } from 'vitest';

test('every generated file is current', async () => {
  const cwd = fileURLToPath(new URL('../../', import.meta.url));
  const run = await execa('node', ['scripts/generate.ts', '--check'], {
    cwd,
    preferLocal: true,
    reject: false,
  });
  expect(run.stderr).toBe('');
  expect(run.exitCode).toBe(0);
  expect(readFileSync(`${cwd}docs/controls.md`, 'utf8')).toContain('Do not edit');
});
