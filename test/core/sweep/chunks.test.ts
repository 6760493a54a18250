import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inChunks } from '../../../shared/core/sweep/chunks.ts';

const numbered = (count: number) => Array.from({ length: count }, (_, index) => index);

test.each([
  [0, []],
  [1, [1]],
  [500, [500]],
  [501, [501]],
  [749, [749]],
  [750, [375, 375]],
  [1_000, [500, 500]],
  [1_001, [501, 500]],
])('%i buckets, 500 a chunk: %j', (count, sizes) => {
  expect(inChunks(numbered(count), 500).map(({ length }) => length)).toEqual(sizes);
});

test('every bucket is in one chunk, and no chunk is empty or half as large again', () => {
  fc.assert(
    fc.property(fc.nat(2_000), fc.integer({ min: 1, max: 700 }), (count, size) => {
      const chunks = inChunks(numbered(count), size);
      expect(chunks.flat()).toEqual(numbered(count));
      for (const { length } of chunks) {
        expect(length).toBeGreaterThan(0);
        expect(length).toBeLessThanOrEqual(Math.ceil(1.5 * size));
      }
    }),
  );
});
