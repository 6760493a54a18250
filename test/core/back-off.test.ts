import { expect, test } from 'vitest';
import { waitAfter } from '../../shared/core/back-off.ts';

test.each([
  ['no try', 0, 15],
  ['one try', 1, 15],
  ['two tries', 2, 30],
  ['three tries', 3, 60],
  ['tries that would wait longer than the longest', 7, 900],
  ['tries without number', 5_000, 900],
])('after %s', (_what, failed, seconds) => {
  expect(waitAfter({ first: 15, longest: 900 }, failed)).toBe(seconds);
});
