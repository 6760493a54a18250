import { expect, test } from 'vitest';
import { fingerprint } from '../../../shared/core/alert/fingerprint.ts';

test('a fingerprint is the start of the SHA-256 that FIPS 180 gives for a text', () => {
  expect(fingerprint('abc')).toBe('ba7816bf8f01cf');
  expect(fingerprint('')).toBe('e3b0c44298fc1c');
});
