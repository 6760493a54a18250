import { describe, expect, test } from 'vitest';
import { fingerprint } from '../../../shared/core/alert/fingerprint.ts';

describe('a fingerprint', () => {
  // What bryc published for cyrb53 with seed 0.
  test.each([
    ['a', 7929297801672961n],
    ['b', 8684336938537663n],
    ['revenge', 4051478007546757n],
    ['revenue', 8309097637345594n],
  ])('is cyrb53: of %s', (text, published) => {
    expect(BigInt(`0x${fingerprint(text)}`)).toBe(published);
  });

  test('always has 14 digits, also where the number begins with zeros', () => {
    expect(fingerprint('t38')).toBe('00026305419c70');
    expect(fingerprint('')).toMatch(/^[0-9a-f]{14}$/);
  });
});
