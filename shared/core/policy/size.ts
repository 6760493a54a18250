import { createScanner } from 'jsonc-parser';
import type { PolicyText } from './text.ts';

/** The largest bucket policy that S3 takes, in bytes: 20 KB. */
export const MAX_POLICY_BYTES = 20_480;

/**
 * The size of a policy as S3 counts it: bytes of UTF-8 without the blanks between tokens. That blanks
 * are free is a user's measurement, not AWS's word; where it is wrong, S3 refuses the write and that is told.
 */
export function policyBytes(text: PolicyText): number {
  const scanner = createScanner(text, true);
  const encoder = new TextEncoder();
  let bytes = 0;
  do {
    scanner.scan();
    const start = scanner.getTokenOffset();
    bytes += encoder.encode(text.slice(start, start + scanner.getTokenLength())).length;
  } while (scanner.getPosition() < text.length);
  return bytes;
}
