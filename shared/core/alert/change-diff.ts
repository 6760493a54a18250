import { structuredPatch } from 'diff';
import type { AlertChange } from './schema.ts';
import { wrap } from './text.ts';

type Value = AlertChange['before'];

/** Beyond these a diff would take long to make and nobody would read it. */
const LONGEST_TEXT = 400_000;
const MOST_EDITS = 2_000;
const CONTEXT = 2;

/** A change as the lines of a small unified diff of its pretty-printed values. */
export function diffOf({ before, after }: Pick<AlertChange, 'before' | 'after'>): string[] {
  const [old, fresh] = [print(before), print(after)];
  if (old.length + fresh.length > LONGEST_TEXT) return [tooLong(old, fresh)];
  const patch = structuredPatch('', '', old, fresh, '', '', {
    context: CONTEXT,
    maxEditLength: MOST_EDITS,
  });
  if (patch === undefined) return [tooLong(old, fresh)];
  if (patch.hunks.length === 0) return ['    (the same but for the layout of its text)'];
  return patch.hunks.flatMap((hunk, index) => [
    ...(index > 0 || hunk.oldStart > 1 ? ['    ...'] : []),
    ...hunk.lines.flatMap(diffLine),
  ]);
}

function diffLine(line: string): string[] {
  const [, sign = ' ', indent = '', rest = ''] = /^(.)( *)(.*)$/s.exec(line) ?? [];
  const start = `  ${sign} ${indent.slice(0, 40)}`;
  return wrap(rest, start, `${start}    `);
}

/** The value as people read it. A policy keeps its owner's order of keys; elsewhere order has no meaning. */
function print(value: Value): string {
  if (value === null) return '';
  if (typeof value !== 'string') return `${JSON.stringify(sorted(value), undefined, 2)}\n`;
  try {
    return `${JSON.stringify(JSON.parse(value), undefined, 2)}\n`;
  } catch {
    return value.endsWith('\n') ? value : `${value}\n`;
  }
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, of]) => [key, sorted(of)] as const);
  return Object.fromEntries(entries.sort(([left], [right]) => (left < right ? -1 : 1)));
}

function tooLong(before: string, after: string): string {
  return `    (${lineCount(before)} lines became ${lineCount(after)}: too much to show here)`;
}

function lineCount(text: string): number {
  return text === '' ? 0 : text.split('\n').length - 1;
}
