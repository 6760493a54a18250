import { isAccount, isSessionOf } from './denying-statements.ts';

/** A statement as JSON. */
export type JsonStatement = Record<string, unknown>;

/** Operators that let through what they name, of which a list of roles is best lengthened. */
const EXCEPTS = /^(string|arn)not(equals|like)(ignorecase)?(ifexists)?$/i;

/** The condition that lets roles through a Deny, whatever else it says. */
export function exceptionFor(roles: readonly string[]): JsonStatement {
  return { ArnNotEquals: { 'aws:PrincipalArn': [...roles] } };
}

/**
 * A Deny of a bucket's policy with an exception for the service's roles, and nothing else changed; `nothing` where it
 * denied them alone; undefined where its shape leaves no room for one.
 */
export function mendStatement(
  statement: JsonStatement,
  roles: readonly string[],
  account: string,
): JsonStatement | 'nothing' | undefined {
  const { Principal: principal } = statement;
  const names = isObject(principal) ? listOf(principal['AWS']) : undefined;
  if (!isObject(principal) || names === undefined) return withException(statement, roles);
  const isOwn = (name: string) => roles.some((role) => name === role || isSessionOf(name, role));
  const others = names.filter((name) => !isOwn(name));
  if (others.length === names.length) return withException(statement, roles);
  const { AWS: _, ...rest } = principal;
  if (others.length === 0 && Object.keys(rest).length === 0) return 'nothing';
  const mended = {
    ...statement,
    Principal: others.length === 0 ? rest : { ...principal, AWS: others },
  };
  const isStillMeant = others.some((name) => name === '*' || isAccount(name, account));
  return isStillMeant ? withException(mended, roles) : mended;
}

function withException(
  statement: JsonStatement,
  roles: readonly string[],
): JsonStatement | undefined {
  const { Condition: condition = {} } = statement;
  if (!isObject(condition)) return undefined;
  for (const [operator, tests] of Object.entries(condition)) {
    if (!isObject(tests)) return undefined;
    const key = Object.keys(tests).find((each) => each.toLowerCase() === 'aws:principalarn');
    if (key === undefined || !EXCEPTS.test(operator)) continue;
    const values = listOf(tests[key]);
    if (values === undefined) return undefined;
    const all = [...new Set([...values, ...roles])];
    return { ...statement, Condition: { ...condition, [operator]: { ...tests, [key]: all } } };
  }
  const operator = Object.keys(condition).find((each) => each.toLowerCase() === 'arnnotequals');
  const tests = operator === undefined ? {} : (condition[operator] as JsonStatement);
  return {
    ...statement,
    Condition: {
      ...condition,
      [operator ?? 'ArnNotEquals']: { ...tests, 'aws:PrincipalArn': [...roles] },
    },
  };
}

function isObject(value: unknown): value is JsonStatement {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function listOf(value: unknown): string[] | undefined {
  const list = Array.isArray(value) ? value : [value];
  return list.every((each) => typeof each === 'string') && list.length > 0 ? list : undefined;
}
