import { createHash } from 'node:crypto';
import { access, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { execa } from 'execa';
import { localFolder, requirementsFile } from '../paths.ts';

/** No way to run MiniStack on this machine. */
export class NothingToRunMiniStackError extends Error {
  override name = 'NothingToRunMiniStackError';
}

/** The Python that runs MiniStack; undefined where no Python 3.10 or newer is found. */
export function pythonWithMiniStack(
  onProgress: (line: string) => void,
): Promise<string | undefined> {
  return pythonWith(requirementsFile, 'MiniStack', onProgress);
}

/**
 * The Python of a virtual environment that has the pinned requirements of a file, made on first use; or
 * undefined where no Python 3.10 or newer is found.
 * @param what is to run in it, for people.
 */
export async function pythonWith(
  requirementsFile: string,
  what: string,
  onProgress: (line: string) => void,
): Promise<string | undefined> {
  const requirements = await readFile(requirementsFile, 'utf8');
  const hash = createHash('sha256').update(requirements).digest('hex').slice(0, 12);
  const folder = `${localFolder}/venv-${hash}`;
  if (await isThere(`${folder}/bin/python`)) return `${folder}/bin/python`;
  const python = await findPython();
  if (!python) return undefined;
  onProgress(`making a Python environment for ${what} (once)`);
  await makeEnvironment(python, folder, requirementsFile);
  return `${folder}/bin/python`;
}

/** Made aside and renamed when complete: two may start at once, and either may be interrupted. */
async function makeEnvironment(
  python: string,
  folder: string,
  requirementsFile: string,
): Promise<void> {
  const draft = await mkdtemp(`${folder}-draft-`);
  try {
    await execa(python, ['-m', 'venv', draft]);
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
    await execa(`${draft}/bin/python`, [...pip, '--requirement', requirementsFile]);
    // The other of the two may have been faster; what is broken makes room.
    if (await isThere(`${folder}/bin/python`)) return;
    await rm(folder, { recursive: true, force: true });
    await rename(draft, folder);
  } catch (error) {
    if (!(await isThere(`${folder}/bin/python`))) throw error;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function findPython(): Promise<string | undefined> {
  const check = 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))';
  for (const python of ['python3', 'python', 'python3.13', 'python3.12', 'python3.11']) {
    const { failed } = await execa(python, ['-c', check], { reject: false });
    if (!failed) return python;
  }
  return undefined;
}

async function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
