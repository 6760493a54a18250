import { type Node, type ParseError, parseTree } from 'jsonc-parser';

/** A value in a JSON text, with its place in the text. */
export type JsonNode = Node;

/** A member of a JSON object. */
export interface JsonMember {
  readonly name: string;
  readonly value: JsonNode;
}

/** Why a text is no policy, in words that name the place. */
export class MalformedPolicy extends Error {
  override readonly name = 'MalformedPolicy';
}

/**
 * The tree of a JSON text. Throws `MalformedPolicy` where it is not strictly JSON, where it is nested
 * deeper than any policy, and where an object names a member twice: readers disagree on which counts.
 */
export function parseJson(text: string): JsonNode {
  const errors: ParseError[] = [];
  let root: JsonNode | undefined;
  try {
    JSON.parse(text);
    root = parseTree(text, errors, { disallowComments: true });
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw new MalformedPolicy('nested too deeply', { cause });
    throw new MalformedPolicy(`not JSON: ${cause.message}`, { cause });
  }
  if (root === undefined || errors.length > 0) throw new MalformedPolicy('not JSON');
  checkTree(root, '', 0);
  return root;
}

/** The members of an object in the order in which they are written; of anything else, none. */
export function members(node: JsonNode): readonly JsonMember[] {
  if (node.type !== 'object') return [];
  return (node.children ?? []).flatMap((property) => {
    const [name, value] = property.children ?? [];
    return name && value ? [{ name: String(name.value), value }] : [];
  });
}

/** The items of a list; of anything else, none. */
export function items(node: JsonNode): readonly JsonNode[] {
  return node.type === 'array' ? (node.children ?? []) : [];
}

/** The value of an object's member. */
export function member(node: JsonNode, name: string): JsonNode | undefined {
  return members(node).find((candidate) => candidate.name === name)?.value;
}

/** What a value is, in words: "a list", "an object", "null". */
export function kindOf(node: JsonNode): string {
  if (node.type === 'array') return 'a list';
  if (node.type === 'object') return 'an object';
  return node.type === 'null' ? 'null' : `a ${node.type}`;
}

/** Far more than any policy has, and few enough for code that walks a tree. */
const MAX_DEPTH = 50;

function checkTree(node: JsonNode, place: string, depth: number): void {
  if (depth > MAX_DEPTH) throw new MalformedPolicy('nested too deeply');
  const seen = new Set<string>();
  for (const { name, value } of members(node)) {
    if (seen.has(name)) {
      throw new MalformedPolicy(`"${name}" stands twice in ${place === '' ? 'the policy' : place}`);
    }
    seen.add(name);
    checkTree(value, place === '' ? name : `${place}.${name}`, depth + 1);
  }
  for (const [index, item] of items(node).entries()) {
    checkTree(item, `${place}[${index}]`, depth + 1);
  }
}
