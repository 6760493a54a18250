import type { Bucket } from '../target.ts';
import { coversBucket, coversObjects } from './arn-pattern.ts';
import type { PolicyDocument } from './document.ts';
import type { ConditionTest, Statement } from './statement.ts';
import { coversPrefix, hasPolicyVariable, matchesWildcard } from './wildcard.ts';

/** Operators on `aws:SecureTransport`, which is `"false"` in every plain HTTP request. */
const secureTransportTests = new Map<string, (values: readonly string[]) => boolean>([
  ['Bool', (values) => values.includes('false')],
  ['StringEquals', (values) => values.includes('false')],
  ['StringNotEquals', (values) => !values.includes('false')],
  ['StringEqualsIgnoreCase', (values) => values.some((value) => /^false$/i.test(value))],
  ['StringNotEqualsIgnoreCase', (values) => !values.some((value) => /^false$/i.test(value))],
  ['StringLike', (values) => values.some((value) => matchesWildcard(value, 'false'))],
  ['StringNotLike', (values) => !values.some((value) => matchesWildcard(value, 'false'))],
]);

/** What plain HTTP can still reach. */
export type PlainHttpLeak = 'the bucket' | 'its objects';

/**
 * What the statements together leave open to some plain HTTP request of anyone; empty where all are
 * denied. Judged by meaning and in doubt open: one Deny too many does no harm.
 */
export function plainHttpLeaks(
  document: PolicyDocument,
  bucket: Pick<Bucket, 'name' | 'partition'>,
): readonly PlainHttpLeak[] {
  const patterns = document.statements.filter(deniesAnyPlainHttp).flatMap(resources);
  const leaks: PlainHttpLeak[] = [];
  if (!patterns.some((pattern) => coversBucket(pattern, bucket))) leaks.push('the bucket');
  if (!patterns.some((pattern) => coversObjects(pattern, bucket))) leaks.push('its objects');
  return leaks;
}

/** Whether the statements together deny every plain HTTP request, of anyone, on a bucket and its objects. */
export function deniesPlainHttp(
  document: PolicyDocument,
  bucket: Pick<Bucket, 'name' | 'partition'>,
): boolean {
  return plainHttpLeaks(document, bucket).length === 0;
}

/** Whether a statement denies everyone every S3 action over plain HTTP, on whatever it names. */
function deniesAnyPlainHttp({ effect, principal, action, condition }: Statement): boolean {
  if (effect !== 'Deny' || principal === 'unresolvable' || action === 'unresolvable') return false;
  return (
    principal.sense === 'only' &&
    principal.values.some(({ type, value }) => type === 'AWS' && value === '*') &&
    action.sense === 'only' &&
    action.values.some(coversAllActions) &&
    condition !== 'unresolvable' &&
    condition.every(holdsOnPlainHttp)
  );
}

function coversAllActions(pattern: string): boolean {
  return coversPrefix(pattern.toLowerCase(), 's3:');
}

function resources({ resource }: Statement): readonly string[] {
  return resource !== 'unresolvable' && resource.sense === 'only' ? resource.values : [];
}

/** Whether a test is known to hold for every plain HTTP request. */
function holdsOnPlainHttp({ operator, key, values }: ConditionTest): boolean {
  if (values.some(hasPolicyVariable)) return false;
  if (key === 's3:tlsversion') {
    return operator === 'Null' && values.every((value) => value === 'true');
  }
  if (key !== 'aws:securetransport') return false;
  return secureTransportTests.get(operator.replace(/IfExists$/, ''))?.(values) ?? false;
}
