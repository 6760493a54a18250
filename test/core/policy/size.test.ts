import { expect, it } from 'vitest';
import { MAX_POLICY_BYTES, policyBytes } from '../../../shared/core/policy/size.ts';

it('counts bytes of UTF-8, not characters', () => {
  expect(policyBytes('{"Id":"x"}')).toBe(10);
  expect(policyBytes('"ö€😀"')).toBe(11);
  expect(MAX_POLICY_BYTES).toBe(20 * 1024);
});

it('counts blanks within strings, and none between tokens', () => {
  expect(policyBytes('{\n\t"Id" : "a  b\\n" ,\r\n  "Version": 1.0 }')).toBe(
    '{"Id":"a  b\\n","Version":1.0}'.length,
  );
});
