import type { PolicyDocument } from './document.ts';

/** A principal that no longer exists, in the statement that names it. */
export interface StalePrincipal {
  /** The unique id that S3 shows in place of the deleted principal's ARN. */
  readonly principal: string;
  /** Place of the statement, from 0. */
  readonly index: number;
  readonly sid: string | undefined;
}

/**
 * The deleted users (`AIDA…`) and roles (`AROA…`) that Principal and NotPrincipal name. S3 shows such
 * a policy, but refuses to take it back. Groups and policies have unique ids too, but are no principals.
 */
export function stalePrincipals(document: PolicyDocument): readonly StalePrincipal[] {
  return document.statements.flatMap(({ index, sid, principal }) =>
    principal === 'unresolvable'
      ? []
      : principal.values
          .filter(({ type, value }) => type === 'AWS' && /^(AIDA|AROA)[A-Z0-9]/.test(value))
          .map(({ value }) => ({ principal: value, index, sid })),
  );
}

/** Which deleted principals stand where, for people. */
export function describeStale(stale: readonly StalePrincipal[]): string {
  const named = stale.map(({ principal, index, sid }) => {
    const name = sid === undefined ? '' : ` ("${sid}")`;
    return `${principal} in Statement[${index}]${name}`;
  });
  return `S3 refuses a bucket policy that names deleted users or roles: ${named.join(', ')}.`;
}
