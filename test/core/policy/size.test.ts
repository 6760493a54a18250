import { expect, it } from 'vitest';
import { MAX_POLICY_BYTES, policyBytes } from '../../../shared/core/policy/size.ts';

it('counts bytes of UTF-8, not characters', () => {
  expect(policyBytes('{"Id":"x"}')).toBe(10);
  expect(policyBytes('ö€😀')).toBe(9);
  expect(MAX_POLICY_BYTES).toBe(20 * 1024);
});
