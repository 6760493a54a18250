import { createHash } from 'node:crypto';

const LENGTH = 14;

/** 56 bits of a text's SHA-256 as hexadecimal digits: tells two alerts or findings of one resource apart. */
export function fingerprint(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, LENGTH);
}
