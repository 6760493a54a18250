import { expect, test } from 'vitest';
import { median, millisecondsText, spreadOf } from '../../scripts/bench/statistics.ts';

test('median of an odd number of values is the middle one, in whatever order they came', () => {
  expect(median([9, 1, 5])).toBe(5);
});

test('median of an even number of values lies between the two in the middle', () => {
  expect(median([4, 1, 100, 2])).toBe(3);
});

test('median of one value is that value, and of none is not a number', () => {
  expect(median([7])).toBe(7);
  expect(median([])).toBeNaN();
});

test('numbers are ordered as numbers, not as text', () => {
  expect(median([10, 9, 100])).toBe(10);
});

test('the values themselves keep their order', () => {
  const values = [3, 1, 2];
  median(values);
  expect(values).toEqual([3, 1, 2]);
});

test('a spread is printed as least, median and most', () => {
  expect(millisecondsText(spreadOf([3, 1, 2.25]))).toBe('1.0 / 2.3 / 3.0 ms');
});
