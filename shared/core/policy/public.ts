import { isNarrowRange } from './address-range.ts';
import type { PolicyDocument } from './document.ts';
import type { ConditionTest, Principal, Statement } from './statement.ts';
import { hasPolicyVariable, isVariable } from './wildcard.ts';

/**
 * Whether S3 calls a policy public: some statement allows, and is not limited to fixed values of who
 * asks or from where. In doubt public, after AWS's "The meaning of public"; S3's own verdict is
 * GetBucketPolicyStatus.
 */
export function isPublic(document: PolicyDocument): boolean {
  return document.statements.some(isPublicStatement);
}

function isPublicStatement({ effect, principal, condition }: Statement): boolean {
  if (effect === 'Deny') return false;
  if (effect === 'unresolvable') return true;
  const fixedPrincipals =
    principal !== 'unresolvable' &&
    principal.sense === 'only' &&
    principal.values.every(isFixedPrincipal);
  return !fixedPrincipals && (condition === 'unresolvable' || !condition.some(limits));
}

/** A federated principal, such as an identity provider that anybody can sign up with, is not fixed. */
function isFixedPrincipal({ type, value }: Principal): boolean {
  return type !== 'Federated' && !isVariable(value);
}

/** Operators that hold only where the key is in the request and has one of the values. */
const LIMITING_OPERATOR =
  /^(ForAnyValue:)?(StringEquals|StringEqualsIgnoreCase|StringLike|ArnEquals|ArnLike)$/;

const FIXED_KEYS = new Set([
  'aws:sourcearn',
  'aws:sourcevpc',
  'aws:sourcevpce',
  'aws:sourceowner',
  'aws:sourceaccount',
  'aws:principalorgid',
  'aws:principalarn',
  's3:x-amz-server-side-encryption-aws-kms-key-id',
  's3:dataaccesspointaccount',
]);

function limits({ operator, key, values }: ConditionTest): boolean {
  if (key === 'aws:sourceip') return operator === 'IpAddress' && values.every(isNarrowRange);
  if (!LIMITING_OPERATOR.test(operator)) return false;
  if (FIXED_KEYS.has(key)) return !values.some(isVariable);
  if (key === 'aws:userid') return values.every(isFixedUserId);
  if (key === 'aws:principalaccount') return values.every((value) => /^\d{12}$/.test(value));
  if (key === 'aws:principalorgpaths') return values.every(isInFixedOrganization);
  return key === 's3:dataaccesspointarn' && values.every(isAccessPointOfFixedAccount);
}

/** AWS leaves out the sessions of a role, `AROLEID:*`. */
function isFixedUserId(value: string): boolean {
  return !isVariable(value) && !/^AROA\w*:/.test(value);
}

/** What lies below an organization may hold wildcards as long as the organization itself is fixed. */
function isInFixedOrganization(value: string): boolean {
  return /^o-[a-z0-9]+\//.test(value) && !hasPolicyVariable(value);
}

/** The name of the access point may hold wildcards as long as the account is fixed. */
function isAccessPointOfFixedAccount(value: string): boolean {
  return /^arn:[\w-]+:s3:[\w*?-]*:\d{12}:accesspoint\//.test(value) && !hasPolicyVariable(value);
}
