import { expect, test } from 'vitest';
import { chunkIdOf, readChunkId } from '../../../shared/core/sweep/chunk-id.ts';

test.each([
  ['0-0', { page: 0, index: 0, rests: 0 }],
  ['12-3', { page: 12, index: 3, rests: 0 }],
  ['12-3+17', { page: 12, index: 3, rests: 17 }],
])('%s is a chunk, and the only way to write it', (id, place) => {
  expect(readChunkId(id)).toEqual(place);
  expect(chunkIdOf(place)).toBe(id);
});

test.each([
  ['a zero in front', '00-0'],
  ['a zero in front of its place', '0-01'],
  ['a zero in front of its rest', '0-0+01'],
  ['a rest that is none', '0-0+0'],
  ['a plus without a number', '0-0+'],
  ['two rests', '0-0+1+1'],
  ['a sign', '+1-0'],
  ['a blank', '0-0 '],
  ['a line end', '0-0\n'],
  ['another script', '٠-٠'],
  ['a number that none has', `${'9'.repeat(400)}-0`],
  ['nothing', ''],
])('a second spelling of a chunk is none, which would be counted beside it: %s', (_, id) => {
  expect(readChunkId(id)).toBeUndefined();
});
