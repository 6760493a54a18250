import type { ConditionTest } from '../policy/statement.ts';
import { hasPolicyVariable, matchesWildcard } from '../policy/wildcard.ts';

/** The service's role as a policy meets it. */
export interface Caller {
  readonly roleArn: string;
  readonly account: string;
}

/** What is known of the service's own calls, by condition key in lower case; undefined: the key is not in the request. */
function contextOf({ roleArn, account }: Caller): ReadonlyMap<string, string | undefined> {
  return new Map([
    ['aws:principalarn', roleArn],
    ['aws:principalaccount', account],
    ['aws:principalisawsservice', 'false'],
    ['aws:principaltype', 'AssumedRole'],
    ['aws:securetransport', 'true'],
    ['aws:viaawsservice', 'false'],
    ['aws:multifactorauthpresent', undefined],
    // The functions are in no VPC: whoever put them into one has another value here, or none.
    ['aws:sourcevpc', undefined],
    ['aws:sourcevpce', undefined],
  ]);
}

/** Whether a value is one of those that a test names. */
type Among = (values: readonly string[], value: string) => boolean;

const isEqual: Among = (values, value) => values.includes(value);
const isEqualIgnoringCase: Among = (values, value) =>
  values.some((each) => each.toLowerCase() === value.toLowerCase());
const isLike: Among = (values, value) => values.some((each) => matchesWildcard(each, value));

/** Operators without `Not` and `IfExists`, in lower case. */
const OPERATORS: ReadonlyMap<string, Among> = new Map([
  ['stringequals', isEqual],
  ['stringequalsignorecase', isEqualIgnoringCase],
  ['stringlike', isLike],
  ['arnequals', isLike],
  ['arnlike', isLike],
  ['bool', isEqualIgnoringCase],
]);

/** Whether a test of a condition holds for the service's calls; undefined where that cannot be told. */
export function holdsFor(caller: Caller, test: ConditionTest): boolean | undefined {
  const context = contextOf(caller);
  if (!context.has(test.key)) return undefined;
  const value = context.get(test.key);
  const operator = test.operator.toLowerCase();
  if (operator === 'null') {
    const isAbsent = isEqualIgnoringCase(test.values, 'true');
    const isPresent = isEqualIgnoringCase(test.values, 'false');
    return isAbsent === isPresent ? undefined : isAbsent === (value === undefined);
  }
  const isIfExists = operator.endsWith('ifexists');
  const base = isIfExists ? operator.slice(0, -'ifexists'.length) : operator;
  const isNegated = /^(string|arn)not/.test(base);
  const among = OPERATORS.get(isNegated ? base.replace('not', '') : base);
  if (among === undefined) return undefined;
  // A negated test holds where the key is absent; any other only by IfExists.
  if (value === undefined) return isNegated || isIfExists;
  if (test.values.some(hasPolicyVariable)) return undefined;
  return among(test.values, value) !== isNegated;
}
