import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { controlsPage } from './generate/controls-page.ts';

/*
 * Writes every file that is derived from the code; with --check, fails where one is not current.
 */

const GENERATED: readonly { readonly path: string; readonly text: () => string }[] = [
  { path: 'docs/controls.md', text: controlsPage },
];

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
const stale = GENERATED.filter(({ path, text }) => readOrEmpty(path) !== text());

if (values.check && stale.length > 0) {
  const names = stale.map(({ path }) => path).join(', ');
  console.error(`Not current: ${names}. Run "npm run generate" and commit what it writes.`);
  process.exitCode = 1;
} else {
  for (const { path, text } of stale) {
    writeFileSync(fileOf(path), text());
    console.log(`wrote ${path}`);
  }
}

function fileOf(path: string): URL {
  return new URL(`../${path}`, import.meta.url);
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(fileOf(path), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}
