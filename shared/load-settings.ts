import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { defineConfig, type Settings, SettingsError, type SettingsInput } from './settings.ts';

/**
 * The settings that a configuration module exports by default, checked whether or not the module did it.
 * @param path of the module, from the working folder; `WARDEN_CONFIG` names it in `infra/app.ts` and the CLI.
 * @throws {SettingsError} where a value is wrong, or the module exports none.
 */
export async function loadSettings(path: string): Promise<Settings> {
  const module: { default?: SettingsInput } = await import(pathToFileURL(resolve(path)).href);
  if (module.default === undefined) {
    throw new SettingsError(
      `${path} has to export its settings: export default defineConfig({ … })`,
    );
  }
  return defineConfig(module.default);
}
