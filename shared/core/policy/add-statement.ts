import { applyEdits, type Edit } from 'jsonc-parser';
import type { StatementJson } from './canonical.ts';
import { statementNodes } from './document.ts';
import { type JsonNode, parseJson } from './json-tree.ts';
import type { PolicyText } from './text.ts';

/**
 * A policy's text with one statement more, at the end, printed in the style of the one before it.
 * No other byte changes, except that a single object as `Statement` gets the brackets of a list
 * around it. Throws `MalformedPolicy` where `parsePolicy` would give an error.
 */
export function addStatement(text: PolicyText | undefined, statement: StatementJson): PolicyText {
  if (text === undefined) return JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  const nodes = statementNodes(parseJson(text));
  const last = nodes[nodes.length - 1] as JsonNode;
  const list = last.parent?.type === 'array' ? last.parent : undefined;
  const end = last.offset + last.length;
  const added = print(statement, last, text);
  const edits: Edit[] = list
    ? [{ offset: end, length: 0, content: `,${gapBefore(last, list, text)}${added}` }]
    : [
        { offset: last.offset, length: 0, content: '[' },
        { offset: end, length: 0, content: `,${added.includes('\n') ? ' ' : ''}${added}]` },
      ];
  return applyEdits(text, edits);
}

/** White space of JSON. A search from the end: a regular expression would try every blank before it. */
const BLANKS: ReadonlySet<string | undefined> = new Set([' ', '\t', '\r', '\n']);

/** The white space between an item of a list and the comma or bracket before it. */
function gapBefore(node: JsonNode, list: JsonNode, text: string): string {
  let start = node.offset;
  while (start > list.offset + 1 && BLANKS.has(text[start - 1])) start--;
  return text.slice(start, node.offset);
}

function print(statement: StatementJson, model: JsonNode, text: string): string {
  const source = text.slice(model.offset, model.offset + model.length);
  const firstBreak = /^\{[ \t]*(\r?\n)([ \t]*)/.exec(source);
  if (!firstBreak) return JSON.stringify(statement);
  const [, lineBreak = '\n', inner = ''] = firstBreak;
  const line = text.slice(text.lastIndexOf('\n', model.offset - 1) + 1, model.offset);
  const outer = /^[ \t]*/.exec(line)?.[0] ?? '';
  const unit = inner.startsWith(outer) ? inner.slice(outer.length) : '';
  return JSON.stringify(statement, null, unit === '' ? '  ' : unit)
    .split('\n')
    .join(`${lineBreak}${outer}`);
}
