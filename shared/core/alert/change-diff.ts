import { structuredPatch } from 'diff';
import { facetOf } from '../../resources/facets.ts';
import type { Alert, AlertChange } from './schema.ts';
import { wrap } from './text.ts';

type Value = AlertChange['before'];

/** Beyond these a diff would take long to make and nobody would read it. */
const LONGEST_TEXT = 200_000;
const MOST_EDITS = 400;
/** Lines around an edit of a policy; the other values are short enough to be shown whole. */
const POLICY_CONTEXT = 2;
const WHOLE = 50;

/** The changes of an alert as lines of a mail. */
export interface Diffs {
  readonly changes: readonly string[];
  readonly proposals: readonly string[];
}

/** Every change of an alert, titled, as a small unified diff. */
export function diffsOf({ changes, proposals }: Pick<Alert, 'changes' | 'proposals'>): Diffs {
  return { changes: changes.flatMap(changeLines), proposals: proposals.flatMap(changeLines) };
}

/** A value that is deleted, every line of it removed. */
export function deletionOf(value: AlertChange['after']): string[] {
  return wholeOf('-', print(value));
}

function changeLines(change: AlertChange, index: number): string[] {
  const absent = change.before === null ? ', not configured before' : '';
  const title = `${facetOf(change.facet).title}${absent} (${change.controls.join(', ')})`;
  return [...(index > 0 ? [''] : []), ...wrap(title, '  ', '    '), ...diffOf(change)];
}

/** A change as the lines of a small unified diff of its pretty-printed values. */
function diffOf({ facet, before, after }: AlertChange): string[] {
  const [old, fresh] = [print(before), print(after)];
  if (old.length + fresh.length > LONGEST_TEXT) return [tooLong(old, fresh)];
  if (before === null) return wholeOf('+', fresh);
  const patch = structuredPatch('', '', old, fresh, '', '', {
    context: facet === 'policy' ? POLICY_CONTEXT : WHOLE,
    maxEditLength: MOST_EDITS,
  });
  if (patch === undefined) return [tooLong(old, fresh)];
  if (patch.hunks.length === 0) return ['    (the same but for the layout of its text)'];
  return patch.hunks.flatMap((hunk, index) => [
    ...(index > 0 || hunk.oldStart > 1 ? ['    ...'] : []),
    ...hunk.lines.flatMap(diffLine),
  ]);
}

function wholeOf(sign: string, text: string): string[] {
  return linesOf(text).flatMap((line) => diffLine(`${sign}${line}`));
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
  return `    (lines before: ${linesOf(before).length}, after: ${linesOf(after).length}; too much to show here)`;
}

function linesOf(text: string): string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}
