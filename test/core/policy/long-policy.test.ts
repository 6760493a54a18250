import { describe, expect, it } from 'vitest';
import { growthOf, MOST_GROWTH } from '../growth.ts';
import { checkGrowth, LONG_POLICIES } from './long-policy.ts';

describe('a policy that grows at one place is read in time in step with its length', () => {
  it.each(LONG_POLICIES)('$place of "$unit"', (policy) => {
    expect(checkGrowth(policy)).toBeLessThanOrEqual(MOST_GROWTH);
  });
});

describe('how time grows', () => {
  /** As if each step of some work took a ten-thousandth of a millisecond. */
  const growthBy = (stepsOf: (length: number) => number) => {
    let steps = 0;
    return growthOf(
      (length) => 'a'.repeat(length),
      (text) => {
        steps += stepsOf(text.length);
      },
      () => steps / 10_000,
    );
  };

  it('is 256 where the square of the length is taken, and more than is let pass', () => {
    expect(growthBy((length) => length ** 2)).toBeCloseTo(256);
    expect(MOST_GROWTH).toBeLessThan(256);
  });

  it('is 16 where every character is read a few times, which passes', () => {
    expect(growthBy((length) => 20 * length)).toBeCloseTo(16);
    expect(MOST_GROWTH).toBeGreaterThan(16);
  });

  it('is measured again on a longer text where it looks like too much', () => {
    expect(growthBy((length) => (length === 32_000 ? 1e9 : 20 * length))).toBeCloseTo(16);
  });

  it('is nothing where the longest text is read at once', () => {
    expect(growthBy((length) => length)).toBe(0);
  });
});
