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
 * The tree of a JSON text. Throws `MalformedPolicy` where it is not strictly JSON, or where an object
 * names a member twice: readers disagree on which of the two counts.
 */
export function parseJson(text: string): JsonNode {
  const errors: ParseError[] = [];
  let root: JsonNode | undefined;
  try {
    JSON.parse(text);
    root = parseTree(text, errors, { disallowComments: true });
  } catch (cause) {
    throw new MalformedPolicy(`not JSON: ${(cause as Error).message}`, { cause });
  }
  if (root === undefined || errors.length > 0) throw new MalformedPolicy('not JSON');
  refuseRepeatedNames(root, '');
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

function refuseRepeatedNames(node: JsonNode, place: string): void {
  const seen = new Set<string>();
  for (const { name, value } of members(node)) {
    const where = place === '' ? 'the policy' : place;
    if (seen.has(name)) throw new MalformedPolicy(`"${name}" stands twice in ${where}`);
    seen.add(name);
    refuseRepeatedNames(value, place === '' ? name : `${place}.${name}`);
  }
  for (const [index, item] of items(node).entries()) {
    refuseRepeatedNames(item, `${place}[${index}]`);
  }
}
