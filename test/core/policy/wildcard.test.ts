import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coversPrefix, isVariable, matchesWildcard } from '../../../shared/core/policy/wildcard.ts';
import { runs } from '../runs.ts';

const text = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 5 });
const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*', '*', '?'), maxLength: 6 });

/** Every text of up to `length` letters, one letter more than patterns and prefixes have. */
function texts(length: number): readonly string[] {
  if (length === 0) return [''];
  return ['', ...texts(length - 1).flatMap((rest) => ['a', 'b', 'c'].map((first) => first + rest))];
}

function expression(glob: string): RegExp {
  return new RegExp(`^${glob.replaceAll('*', '.*').replaceAll('?', '.')}$`);
}

describe('matchesWildcard', () => {
  it('agrees with regular expressions', () => {
    fc.assert(
      fc.property(pattern, text, (glob, value) => {
        expect(matchesWildcard(glob, value)).toBe(expression(glob).test(value));
      }),
      { numRuns: runs(3000) },
    );
  });

  it('answers at once where a regular expression would backtrack for ages', () => {
    expect(matchesWildcard(`${'*a'.repeat(2000)}b`, 'a'.repeat(4000))).toBe(false);
  });

  it('takes other special characters as they are', () => {
    expect(matchesWildcard('a.b', 'axb')).toBe(false);
    expect(matchesWildcard('[ab]', 'a')).toBe(false);
    expect(matchesWildcard('a+', 'aa')).toBe(false);
  });
});

describe('coversPrefix', () => {
  const continuations = texts(6);

  it('says what trying every continuation says', () => {
    let covered = 0;
    fc.assert(
      fc.property(pattern, text, (glob, prefix) => {
        const matcher = expression(glob);
        const expected = continuations.every((rest) => matcher.test(prefix + rest));
        if (expected) covered++;
        expect(coversPrefix(glob, prefix)).toBe(expected);
      }),
      { numRuns: runs(1500) },
    );
    expect(covered).toBeGreaterThan(runs(100));
  });

  it.each([
    ['bucket/*', 'bucket/', true],
    ['bucket/?*', 'bucket/', false],
    ['bucket*?', 'bucket/', true],
    ['*', '', true],
    ['', '', false],
    ['bucket/*.csv', 'bucket/', false],
  ])('%s over %s', (glob, prefix, expected) => {
    expect(coversPrefix(glob, prefix)).toBe(expected);
  });
});

describe('isVariable', () => {
  it.each([
    ['vpc-1', false],
    ['vpc-*', true],
    ['vpc-?', true],
    [`$\{aws:username}`, true],
    ['$5', false],
  ])('%s', (value, expected) => {
    expect(isVariable(value)).toBe(expected);
  });
});
