import type { Bucket } from '../../model/resource.ts';
import { coversBucket } from '../policy/arn-pattern.ts';
import type { PolicyDocument } from '../policy/document.ts';
import type { ConditionTest, Part, Principal, Selection, Statement } from '../policy/statement.ts';
import { matchesWildcard } from '../policy/wildcard.ts';
import { type Caller, holdsFor } from './caller.ts';

/** Calls of the service at a bucket, of which some was denied. */
export interface Denied {
  readonly bucket: Bucket;
  /** ARNs of the service's roles. */
  readonly roles: readonly string[];
  /** IAM actions. */
  readonly actions: readonly string[];
}

/** Whether something is so: undefined where that cannot be told. */
type Maybe = boolean | undefined;

/** The statements of a bucket's policy that deny the service's roles: those that do for sure, and those that may. */
export function denyingStatements(
  { statements }: PolicyDocument,
  denied: Denied,
): { readonly sure: readonly Statement[]; readonly possible: readonly Statement[] } {
  const judged = statements.map((statement) => [statement, denies(statement, denied)] as const);
  const those = (wanted: Maybe) =>
    judged.flatMap(([statement, verdict]) => (verdict === wanted ? [statement] : []));
  return { sure: those(true), possible: those(undefined) };
}

function denies(statement: Statement, { bucket, roles, actions }: Denied): Maybe {
  if (statement.effect !== 'Deny') return false;
  const { action, resource, condition } = statement;
  const onBucket = selects(action, (pattern) =>
    actions.some((each) => matchesWildcard(pattern.toLowerCase(), each.toLowerCase())),
  );
  const about = selects(resource, (pattern) => coversBucket(pattern, bucket));
  return anyOf(
    roles.map((roleArn) => {
      const caller = { roleArn, account: bucket.account };
      return allOf([
        onBucket,
        about,
        concerns(statement.principal, caller),
        holds(condition, caller),
      ]);
    }),
  );
}

function selects(selection: Part<Selection<string>>, matches: (pattern: string) => boolean): Maybe {
  if (selection === 'unresolvable') return undefined;
  return selection.values.some(matches) === (selection.sense === 'only');
}

function concerns(principal: Part<Selection<Principal>>, { roleArn, account }: Caller): Maybe {
  if (principal === 'unresolvable') return undefined;
  const names = principal.values.flatMap(({ type, value }) => (type === 'AWS' ? [value] : []));
  const isNamed = names.some(
    (name) => name === '*' || name === roleArn || isAccount(name, account),
  );
  if (isNamed) {
    // NotPrincipal has to name the session beside the role, and AWS does not say of which others it is content.
    return principal.sense === 'only' ? true : names.includes('*') ? false : undefined;
  }
  if (names.some((name) => isSessionOf(name, roleArn))) return undefined;
  return principal.sense === 'except';
}

/** Whether a principal is the whole account: its number, or the ARN of its root. */
export function isAccount(principal: string, account: string): boolean {
  return (
    principal === account ||
    (principal.startsWith('arn:') && principal.endsWith(`:iam::${account}:root`))
  );
}

/** Whether a principal is a session of the role. */
export function isSessionOf(principal: string, roleArn: string): boolean {
  const role = roleArn.split('/').at(-1) ?? '';
  const account = roleArn.split(':')[4] ?? '';
  return principal.includes(`:sts::${account}:assumed-role/${role}/`);
}

function holds(condition: Part<readonly ConditionTest[]>, caller: Caller): Maybe {
  if (condition === 'unresolvable') return undefined;
  return allOf(condition.map((test) => holdsFor(caller, test)));
}

function allOf(parts: readonly Maybe[]): Maybe {
  if (parts.includes(false)) return false;
  return parts.includes(undefined) ? undefined : true;
}

function anyOf(parts: readonly Maybe[]): Maybe {
  if (parts.includes(true)) return true;
  return parts.includes(undefined) ? undefined : false;
}
