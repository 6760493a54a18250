import * as v from 'valibot';
import { document, fields } from '../../core/events/lenient.ts';
import { parsePolicy } from '../../core/policy/document.ts';
import { isPublic } from '../../core/policy/public.ts';
import { hasAdded, haveSameStatements, samePolicy } from '../../core/policy/same-policy.ts';
import type { PolicyText } from '../../core/policy/text.ts';
import type { Facet } from '../../model/facet.ts';

declare module '../../model/facet.ts' {
  interface BucketFacets {
    policy: PolicyText;
  }
}

const Parameters = fields({ bucketPolicy: document });

/** Who may do what with the bucket and its objects. */
export const policy: Facet<'policy'> = {
  name: 'policy',
  kind: 'bucket',
  title: 'Bucket policy',
  changedBy: ['PutBucketPolicy', 'DeleteBucketPolicy'],
  permissions: {
    read: ['s3:GetBucketPolicy'],
    write: ['s3:PutBucketPolicy'],
    remove: ['s3:DeleteBucketPolicy'],
  },
  write: {
    after: [],
    mode: 'merge',
    isWithin: hasAdded,
    isRefusedAsPublic: isPublicText,
  },
  isStill: samePolicy,
  impact: () => 'Requests that the new policy denies fail with AccessDenied from now on.',
  putBy(call, parameters) {
    if (call === 'DeleteBucketPolicy') return { value: undefined };
    if (call !== 'PutBucketPolicy') return undefined;
    const { bucketPolicy: value } = v.parse(Parameters, parameters);
    return value === undefined ? undefined : { value };
  },
  contradicts(put, live) {
    if (put === undefined) return live !== undefined;
    if (!isComparable(put)) return false;
    if (live === undefined) return true;
    return isComparable(live) && !haveSameStatements(put, live);
  },
};

function isPublicText(text: PolicyText): boolean {
  const parsed = parsePolicy(text);
  return parsed.ok && isPublic(parsed.document);
}

/** S3 gives a principal back as it was put only where it is everybody, an account or an ARN. */
const KEPT_PRINCIPAL = /^(\*|\d{12}|arn:.*)$/;

function isComparable(text: PolicyText): boolean {
  const parsed = parsePolicy(text);
  return (
    parsed.ok &&
    parsed.document.statements.every(
      ({ principal }) =>
        principal !== 'unresolvable' &&
        principal.values.every(
          ({ type, value }) =>
            type !== 'CanonicalUser' && (type !== 'AWS' || KEPT_PRINCIPAL.test(value)),
        ),
    )
  );
}
