import type { PolicyText } from '../facet.ts';

/** The largest bucket policy that S3 takes, in bytes: 20 KB. */
export const MAX_POLICY_BYTES = 20_480;

/** The size of a policy as S3 counts it: bytes of UTF-8. */
export function policyBytes(text: PolicyText): number {
  return new TextEncoder().encode(text).length;
}
