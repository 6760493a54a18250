import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { tableOf } from './costs-text.ts';

const FOLDER = 'local/emulator/extensions';
const folder = fileURLToPath(new URL(`../../${FOLDER}`, import.meta.url));

/** What an extension of the emulator says of itself at its head. */
export interface Extension {
  readonly file: string;
  readonly title: string;
  /** Paragraph of what AWS does, where that is written, and what the emulator does without the extension. */
  readonly text: string;
  readonly sources: readonly string[];
  readonly leftOut: string | undefined;
}

/** The emulator's extensions, in the order of their names. */
export function extensions(): Extension[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.py') && file !== '__init__.py')
    .sort()
    .map((file) => readExtension(file, readFileSync(`${folder}/${file}`, 'utf8')));
}

/** @param source The module, whose docstring begins it. */
export function readExtension(file: string, source: string): Extension {
  const [, docstring = ''] = /^"""(.*?)"""/s.exec(source) ?? [];
  const [title = '', ...lines] = docstring.trim().split('\n');
  const text = lines.join(' ').replace(/\s+/g, ' ').trim();
  const [, leftOut] = /Left out: (.*?)\.?(?: https:|$)/.exec(text) ?? [];
  return { file, title, text, sources: text.match(/https:\S+/g) ?? [], leftOut };
}

/** docs/guide/local-aws.md with its table of extensions, between `<!-- extensions -->` and `<!-- /extensions -->`. */
export function localAwsPage(current: string): string {
  const rows = extensions().map(({ file, title, sources, leftOut }) => [
    `[\`${file.replace(/\.py$/, '')}\`](../../${FOLDER}/${file})`,
    title.replaceAll('|', '\\|'),
    leftOut?.replaceAll('|', '\\|') ?? '',
    sources.map((source, index) => `[${index + 1}](${source})`).join(' '),
  ]);
  const table = tableOf(['Extension', 'What it makes true', 'Left out', 'AWS'], rows);
  return current.replace(
    /(<!-- extensions -->\n).*?(<!-- \/extensions -->)/s,
    (_, start, end) => `${start}${table}\n${end}`,
  );
}
