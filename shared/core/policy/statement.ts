import { items, type JsonNode, member, members } from './json-tree.ts';

/** A part of a statement, or `unresolvable` where it has a shape that IAM does not define. */
export type Part<Value> = Value | 'unresolvable';

/** What an element names (`only`), or everything except that, as `NotAction` and its like do. */
export interface Selection<Value> {
  readonly sense: 'only' | 'except';
  /** Never empty. */
  readonly values: readonly Value[];
}

/** One name of a Principal element; a bare `"*"` is `AWS` `*`, as in any resource policy. */
export interface Principal {
  readonly type: 'AWS' | 'Service' | 'Federated' | 'CanonicalUser';
  readonly value: string;
}

/** One key under one operator of a Condition; a statement applies where all its tests hold. */
export interface ConditionTest {
  /** As written, as in `ForAnyValue:StringLike` or `BoolIfExists`. */
  readonly operator: string;
  /** In lower case: condition keys have none. */
  readonly key: string;
  /** Never empty; raw booleans and numbers as S3 stores them, as strings. */
  readonly values: readonly string[];
}

/** One statement of a policy, read for what it means. */
export interface Statement {
  /** Place in the document, from 0. */
  readonly index: number;
  readonly sid: string | undefined;
  readonly effect: Part<'Allow' | 'Deny'>;
  readonly principal: Part<Selection<Principal>>;
  readonly action: Part<Selection<string>>;
  readonly resource: Part<Selection<string>>;
  /** Empty where the statement has no Condition. */
  readonly condition: Part<readonly ConditionTest[]>;
}

const ELEMENTS = new Set([
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
]);
const PRINCIPAL_TYPES: readonly string[] = ['AWS', 'Service', 'Federated', 'CanonicalUser'];

/** Reads the statement at a place in its document. */
export function readStatement(node: JsonNode, index: number): Statement {
  const sid = member(node, 'Sid');
  return {
    index,
    sid: sid?.type === 'string' ? sid.value : undefined,
    effect: readEffect(node),
    principal: readSelection(node, 'Principal', readPrincipals),
    action: readSelection(node, 'Action', readStrings),
    resource: readSelection(node, 'Resource', readStrings),
    condition: readCondition(member(node, 'Condition')),
  };
}

function readEffect(node: JsonNode): Part<'Allow' | 'Deny'> {
  // An element of an unknown name may have been meant to narrow the statement.
  if (members(node).some(({ name }) => !ELEMENTS.has(name))) return 'unresolvable';
  const effect = member(node, 'Effect')?.value;
  return effect === 'Allow' || effect === 'Deny' ? effect : 'unresolvable';
}

function readSelection<Value>(
  node: JsonNode,
  name: string,
  read: (node: JsonNode) => Part<readonly Value[]>,
): Part<Selection<Value>> {
  const only = member(node, name);
  const except = member(node, `Not${name}`);
  const element = only ?? except;
  if (element === undefined || (only && except)) return 'unresolvable';
  const values = read(element);
  return values === 'unresolvable' ? values : { sense: only ? 'only' : 'except', values };
}

function readStrings(node: JsonNode): Part<readonly string[]> {
  const nodes = node.type === 'array' ? items(node) : [node];
  const values = nodes.map((item) => item.value);
  const resolvable = values.length > 0 && values.every((value) => typeof value === 'string');
  return resolvable ? values : 'unresolvable';
}

function readPrincipals(node: JsonNode): Part<readonly Principal[]> {
  if (node.type === 'string') {
    return node.value === '*' ? [{ type: 'AWS', value: '*' }] : 'unresolvable';
  }
  const principals: Principal[] = [];
  for (const { name, value } of members(node)) {
    const values = PRINCIPAL_TYPES.includes(name) ? readStrings(value) : 'unresolvable';
    if (values === 'unresolvable') return values;
    principals.push(...values.map((value) => ({ type: name as Principal['type'], value })));
  }
  return principals.length > 0 ? principals : 'unresolvable';
}

function readCondition(node: JsonNode | undefined): Part<readonly ConditionTest[]> {
  if (node === undefined) return [];
  const tests: ConditionTest[] = [];
  for (const operator of members(node)) {
    const keys = members(operator.value);
    if (keys.length === 0) return 'unresolvable';
    for (const key of keys) {
      const values = readConditionValues(key.value);
      if (values === 'unresolvable') return values;
      tests.push({ operator: operator.name, key: key.name.toLowerCase(), values });
    }
  }
  return tests.length > 0 ? tests : 'unresolvable';
}

function readConditionValues(node: JsonNode): Part<readonly string[]> {
  const nodes = node.type === 'array' ? items(node) : [node];
  const values = nodes.map((item) =>
    ['string', 'boolean', 'number'].includes(item.type) ? String(item.value) : undefined,
  );
  return values.length > 0 && values.every((value) => value !== undefined)
    ? values
    : 'unresolvable';
}
