import { fileURLToPath } from 'node:url';

/** The root of the repository. */
export const projectRoot = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');

/** Git-ignored: virtual environments, certificates, logs and synthesized stacks. */
export const localFolder = `${projectRoot}/.local`;

export const launcherFile = fileURLToPath(new URL('emulator/launcher.py', import.meta.url));
/** What Node loads first in functions, and in the `warden` command with `--local`. */
export const localhostNamesFile = fileURLToPath(new URL('localhost-names.cjs', import.meta.url));
/** What the launcher imports. */
export const extensionsFolder = fileURLToPath(new URL('emulator/extensions', import.meta.url));
export const requirementsFile = fileURLToPath(
  new URL('emulator/requirements.txt', import.meta.url),
);
