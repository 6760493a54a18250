import {
  items,
  type JsonNode,
  kindOf,
  MalformedPolicy,
  member,
  members,
  parseJson,
} from './json-tree.ts';
import { readStatement, type Statement } from './statement.ts';

/** A policy document, read for what it means. */
export interface PolicyDocument {
  /** In the order of the text, never empty. */
  readonly statements: readonly Statement[];
}

/** A document, or what is wrong with the text and where, as in `Statement[2] is a string, not an object`. */
export type ParsedPolicy =
  | { readonly ok: true; readonly document: PolicyDocument }
  | { readonly ok: false; readonly error: string };

/**
 * Reads a policy's text. What is a policy but has a part that IAM does not define parses: that
 * part is `unresolvable`.
 */
export function parsePolicy(text: string): ParsedPolicy {
  try {
    const statements = statementNodes(parseJson(text)).map(readStatement);
    return { ok: true, document: { statements } };
  } catch (error) {
    if (error instanceof MalformedPolicy) return { ok: false, error: error.message };
    throw error;
  }
}

/** The nodes of the statements, be `Statement` a list or a single object. Throws `MalformedPolicy`. */
export function statementNodes(root: JsonNode): readonly JsonNode[] {
  if (root.type !== 'object') throw new MalformedPolicy(`${kindOf(root)}, not an object`);
  const element = member(root, 'Statement');
  if (element === undefined) {
    const near = members(root).find(({ name }) => name.toLowerCase() === 'statement');
    throw new MalformedPolicy(
      near ? `it has "${near.name}" where IAM wants "Statement"` : 'it has no Statement',
    );
  }
  if (element.type === 'object') return [element];
  if (element.type !== 'array') {
    throw new MalformedPolicy(`Statement is ${kindOf(element)}, not a list`);
  }
  const nodes = items(element);
  if (nodes.length === 0) throw new MalformedPolicy('Statement is empty');
  for (const [index, node] of nodes.entries()) {
    if (node.type !== 'object') {
      throw new MalformedPolicy(`Statement[${index}] is ${kindOf(node)}, not an object`);
    }
  }
  return nodes;
}
