import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describeError } from '../../../shared/aws/errors.ts';
import { loadSettings } from '../../../shared/load-settings.ts';
import type { Settings } from '../../../shared/settings.ts';
import { CliError } from '../cli-error.ts';

/** The settings module that a command reads: the one that is named, or the project's own. */
function settingsFile(config: string | undefined): string {
  return resolve(
    config ??
      process.env['WARDEN_CONFIG'] ??
      fileURLToPath(new URL('../../../warden.config.ts', import.meta.url)),
  );
}

/** Reads the settings, as `cdk synth` does. A wrong one is told with its path. */
export async function readSettings(config: string | undefined): Promise<Settings> {
  const file = settingsFile(config);
  if (!existsSync(file)) throw new CliError(`there is no settings file ${file}.`);
  try {
    return await loadSettings(file);
  } catch (error) {
    const says =
      error instanceof Error && error.name === 'SettingsError'
        ? error.message
        : describeError(error);
    throw new CliError(`${file}: ${says}`, { cause: error });
  }
}
