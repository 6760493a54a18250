import { allOf, type Certainty } from './certainty.ts';
import type { ConditionTest, Statement } from './statement.ts';
import { hasPolicyVariable, matchesWildcard } from './wildcard.ts';

/**
 * What is known of every request of a kind: values by condition key in lower case, undefined where
 * requests of this kind lack the key. Of keys that are not named nothing is known.
 */
export type KnownKeys = ReadonlyMap<string, string | undefined>;

const SERVICE_KEY = 'aws:principalisawsservice';
const IF_EXISTS = 'IfExists';

/** Over plain HTTP, signed by somebody who is no AWS service. */
export const SIGNED: KnownKeys = new Map([
  ['aws:securetransport', 'false'],
  [SERVICE_KEY, 'false'],
]);

/** Over plain HTTP and signed by nobody, which leaves out what would say who asks. */
export const UNSIGNED: KnownKeys = new Map([
  ['aws:securetransport', 'false'],
  [SERVICE_KEY, undefined],
  ['aws:principalarn', undefined],
  ['aws:principalorgid', undefined],
  ['aws:principalorgpaths', undefined],
  ['aws:username', undefined],
]);

/** A call of one AWS service to another, in which AWS redacts how it came. */
export const REDACTED: KnownKeys = new Map([
  ['aws:securetransport', undefined],
  [SERVICE_KEY, 'true'],
]);

type Compare = (actual: string, wanted: string) => boolean;

const ignoringCase: Compare = (actual, wanted) => actual === wanted.toLowerCase();
const like: Compare = (actual, wanted) => matchesWildcard(wanted, actual);
const equal: Compare = (actual, wanted) => actual === wanted;

/** The operators that are understood, spelled exactly so. The values that are known of requests are in lower case. */
const OPERATORS: ReadonlyMap<string, { readonly compare: Compare; readonly negated: boolean }> =
  new Map([
    ['Bool', { compare: equal, negated: false }],
    ['StringEquals', { compare: equal, negated: false }],
    ['StringNotEquals', { compare: equal, negated: true }],
    ['StringEqualsIgnoreCase', { compare: ignoringCase, negated: false }],
    ['StringNotEqualsIgnoreCase', { compare: ignoringCase, negated: true }],
    ['StringLike', { compare: like, negated: false }],
    ['StringNotLike', { compare: like, negated: true }],
    ['ArnEquals', { compare: like, negated: false }],
    ['ArnLike', { compare: like, negated: false }],
  ]);

/** Whether a statement's Condition holds for every request of a kind (`yes`), or for none (`no`). */
export function conditionHolds({ condition }: Statement, known: KnownKeys): Certainty {
  if (condition === 'unresolvable') return 'unsure';
  return allOf(condition.map((test) => testHolds(test, known)));
}

function testHolds({ operator, key, values }: ConditionTest, known: KnownKeys): Certainty {
  if (!known.has(key) || values.some(hasPolicyVariable)) return 'unsure';
  const actual = known.get(key);
  const ifExists = operator.endsWith(IF_EXISTS);
  if (actual === undefined && !ifExists && operator.startsWith('ForAnyValue:')) return 'no';
  const base = ifExists ? operator.slice(0, -IF_EXISTS.length) : operator;
  const meaning = OPERATORS.get(base);
  // Of the key for AWS services, its own documentation speaks with Bool alone.
  if (meaning === undefined || (key === SERVICE_KEY && base !== 'Bool')) return 'unsure';
  if (actual === undefined) return ifExists || meaning.negated ? 'yes' : 'no';
  if (values.some((value) => meaning.compare(actual, value))) return meaning.negated ? 'no' : 'yes';
  // No source says what "False" is to Bool, or to a key whose values are "true" and "false".
  const isPlain = (value: string) =>
    base === 'Bool' ? value === 'true' || value === 'false' : value.toLowerCase() !== actual;
  if (!values.every(isPlain)) return 'unsure';
  return meaning.negated ? 'yes' : 'no';
}
