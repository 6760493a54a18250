import type { Reading } from './readings.ts';

/*
 * The meaning of a Condition as tables, after the pages "IAM JSON policy elements: Condition operators",
 * "Multivalued context keys" and "AWS global condition context keys" of the IAM user guide. Written apart
 * from the code that judges policies, which may not be imported here.
 */

/** Text in which `*` and `?` are wildcards, and pieces in which they are not. */
export type Pattern = readonly (string | { readonly text: string })[];

type Matches = (actual: string, wanted: Pattern, reading: Reading) => boolean;

interface Operator {
  /** Whether a value of the request matches one value of the policy. */
  readonly matches: Matches;
  /** "Negated matching": holds where no value of the policy matches, and where the key is missing. */
  readonly negated: boolean;
}

const exact: Matches = (actual, wanted) => actual === textOf(wanted);
const exactIgnoringCase: Matches = (actual, wanted) =>
  actual.toLowerCase() === textOf(wanted).toLowerCase();
const like: Matches = (actual, wanted) => glob(wanted).test(actual);
const bool: Matches = (actual, wanted, reading) =>
  reading.boolIgnoresCase
    ? exactIgnoringCase(actual, wanted, reading)
    : exact(actual, wanted, reading);
const numeric =
  (compare: (actual: number, wanted: number) => boolean): Matches =>
  (actual, wanted) =>
    compare(Number(actual), Number(textOf(wanted)));

const is = (matches: Matches): Operator => ({ matches, negated: false });
const isNot = (matches: Matches): Operator => ({ matches, negated: true });

const OPERATORS: ReadonlyMap<string, Operator> = new Map([
  ['StringEquals', is(exact)],
  ['StringNotEquals', isNot(exact)],
  ['StringEqualsIgnoreCase', is(exactIgnoringCase)],
  ['StringNotEqualsIgnoreCase', isNot(exactIgnoringCase)],
  ['StringLike', is(like)],
  ['StringNotLike', isNot(like)],
  ['ArnEquals', is(like)],
  ['ArnLike', is(like)],
  ['ArnNotEquals', isNot(like)],
  ['ArnNotLike', isNot(like)],
  ['Bool', is(bool)],
  ['NumericEquals', is(numeric((a, b) => a === b))],
  ['NumericNotEquals', isNot(numeric((a, b) => a === b))],
  ['NumericLessThan', is(numeric((a, b) => a < b))],
  ['NumericLessThanEquals', is(numeric((a, b) => a <= b))],
  ['NumericGreaterThan', is(numeric((a, b) => a > b))],
  ['NumericGreaterThanEquals', is(numeric((a, b) => a >= b))],
  ['IpAddress', is((actual, wanted) => inRange(actual, textOf(wanted)))],
  ['NotIpAddress', isNot((actual, wanted) => inRange(actual, textOf(wanted)))],
]);

/** What a test is where the request lacks its key. */
const MISSING_KEY: Readonly<Record<'plain' | 'negated' | 'ifExists' | SetOperator, boolean>> = {
  plain: false,
  negated: true,
  ifExists: true,
  'ForAllValues:': true,
  'ForAnyValue:': false,
};

type SetOperator = 'ForAllValues:' | 'ForAnyValue:';

/** Keys that the pages call multivalued; every other key has one value, and set operators are not for it. */
const MULTIVALUED = /^aws:(principalorgpaths|tagkeys)$|^s3:requestobjecttagkeys$/;

/** Whether one test of a Condition holds; undefined where the documentation knows no such operator. */
export function testHolds(
  name: string,
  key: string,
  actual: readonly string[] | undefined,
  wanted: readonly (Pattern | undefined)[],
  reading: Reading,
): boolean | undefined {
  const [, set, base = '', ifExists] =
    /^(ForAllValues:|ForAnyValue:)?(.*?)(IfExists)?$/.exec(spelled(name, reading)) ?? [];
  if (base === 'Null') {
    return wanted.some((value) => value && textOf(value) === String(actual === undefined));
  }
  const operator = OPERATORS.get(base);
  if (operator === undefined) return undefined;
  if (actual === undefined) {
    if (ifExists) return MISSING_KEY.ifExists;
    if (set) return MISSING_KEY[set as SetOperator];
    return operator.negated ? MISSING_KEY.negated : MISSING_KEY.plain;
  }
  if (set && !MULTIVALUED.test(key) && !reading.setsTakeSingleValues) return false;
  const matches = (value: string) =>
    wanted.some((pattern) => pattern !== undefined && operator.matches(value, pattern, reading));
  const passes = (value: string) => matches(value) !== operator.negated;
  if (set === 'ForAllValues:') return actual.every(passes);
  if (set === 'ForAnyValue:') return actual.some(passes);
  // Without a set operator a key has one value; of several, negated matching takes none that matches.
  return operator.negated ? actual.every(passes) : actual.some(passes);
}

function spelled(name: string, reading: Reading): string {
  if (!reading.operatorsIgnoreCase) return name;
  const lower = name.toLowerCase();
  const [, set = '', base = '', ifExists = ''] =
    /^(forallvalues:|foranyvalue:)?(.*?)(ifexists)?$/.exec(lower) ?? [];
  const known = [...OPERATORS.keys(), 'Null'].find((each) => each.toLowerCase() === base);
  const sets: Record<string, string> = {
    'forallvalues:': 'ForAllValues:',
    'foranyvalue:': 'ForAnyValue:',
  };
  return known === undefined ? name : `${sets[set] ?? ''}${known}${ifExists && 'IfExists'}`;
}

function textOf(pattern: Pattern): string {
  return pattern.map((piece) => (typeof piece === 'string' ? piece : piece.text)).join('');
}

function inRange(address: string, range: string): boolean {
  const [base = '', length = '32'] = range.split('/');
  const number = (ip: string) => ip.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0);
  const size = 2 ** (32 - Number(length));
  return Math.floor(number(address) / size) === Math.floor(number(base) / size);
}

const globs = new Map<string, RegExp>();

/** A pattern as a regular expression over the whole text. */
export function glob(pattern: Pattern, flags = ''): RegExp {
  const key = flags + JSON.stringify(pattern);
  const cached = globs.get(key);
  if (cached) return cached;
  const quote = (text: string) => text.replace(/[.+^${}()|[\]\\*?]/g, '\\$&');
  const source = pattern
    .map((piece) =>
      typeof piece === 'string'
        ? quote(piece).replaceAll('\\*', '.*').replaceAll('\\?', '.')
        : quote(piece.text),
    )
    .join('');
  const expression = new RegExp(`^${source}$`, `su${flags}`);
  globs.set(key, expression);
  return expression;
}
