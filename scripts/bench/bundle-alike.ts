import { type BuildOptions, build } from 'esbuild';
import { BUNDLING } from '../../infra/bundling.ts';
import { projectRoot } from '../../local/paths.ts';
import settings from '../../warden.config.ts';

/** How infra/constructs/remediate-function.ts has the function bundled, with esbuild's other options as CDK sets them. */
const ALIKE = {
  absWorkingDir: projectRoot,
  bundle: true,
  platform: 'node',
  format: 'esm',
  ...BUNDLING,
  logLevel: 'warning',
} as const satisfies BuildOptions;

const ENTRY = 'functions/remediate/index.ts';

export async function bundleAsTheFunction(outfile: string): Promise<void> {
  const define = { WARDEN_SETTINGS: JSON.stringify(settings) };
  await build({ ...ALIKE, entryPoints: [ENTRY], define, outfile });
}

/**
 * Bundles, in the same way, nothing but the clients and commands that the function takes from the SDK.
 * @returns the file and the packages in it.
 */
export async function bundleBareClients(
  outfile: string,
): Promise<{ readonly file: string; readonly names: readonly string[] }> {
  const exports = await importsOfSdk();
  const contents = [...exports]
    .map(([name, symbols]) => `export { ${[...symbols].join(', ')} } from '${name}';`)
    .join('\n');
  await build({ ...ALIKE, stdin: { contents, resolveDir: projectRoot }, outfile });
  return { file: outfile, names: [...exports.keys()] };
}

/** What the function imports from each client of the SDK, types left out. */
async function importsOfSdk(): Promise<Map<string, Set<string>>> {
  // With packages left alone, esbuild leaves exactly their imports that are used.
  const { outputFiles } = await build({
    ...ALIKE,
    minify: false,
    packages: 'external',
    entryPoints: [ENTRY],
    write: false,
  });
  return sdkImportsIn(outputFiles.map((file) => file.text).join('\n'));
}

/** The names that a module imports from each client of the SDK. */
export function sdkImportsIn(code: string): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const [, symbols = '', name = ''] of code.matchAll(
    /^import \{([^}]*)\} from ["'](@aws-sdk\/client-[^"']+)["']/gm,
  )) {
    const names = found.get(name) ?? new Set();
    found.set(name, names);
    for (const symbol of symbols.split(',')) {
      const [imported = ''] = symbol.trim().split(' as ');
      if (imported !== '') names.add(imported);
    }
  }
  return found;
}
