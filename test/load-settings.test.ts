import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { loadSettings } from '../shared/load-settings.ts';
import { defineConfig, SettingsError } from '../shared/settings.ts';

const folder = mkdtempSync(join(tmpdir(), 'load-settings-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The settings of a module of this text. */
function load(name: string, text: string) {
  const path = join(folder, `${name}.mjs`);
  writeFileSync(path, text);
  return loadSettings(path);
}

test('what defineConfig gave is taken as it is', async () => {
  const settings = defineConfig({ controls: { 'tls-only': 'audit' } });
  const text = `export default ${JSON.stringify(settings)};`;
  expect(await load('defined', text)).toEqual(settings);
});

test('a plain object gets the defaults', async () => {
  const text = `export default { controls: { 'tls-only': 'audit' } };`;
  expect(await load('plain', text)).toEqual(defineConfig({ controls: { 'tls-only': 'audit' } }));
});

test('a plain object with a typing error is refused with its field, for it would switch a control off', async () => {
  const text = `export default { controls: { 'tls-onyl': 'enforce' } };`;
  await expect(load('typo', text)).rejects.toThrow(
    new SettingsError(
      'The settings are not valid.\n  controls.tls-onyl: expected no such field, given "enforce"',
    ),
  );
});

test('a module without settings is refused', async () => {
  await expect(load('empty', 'export const settings = {};')).rejects.toThrow(
    /empty\.mjs has to export its settings: export default defineConfig/,
  );
});
