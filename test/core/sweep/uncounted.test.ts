import { expect, test } from 'vitest';
import { chunkIdOf } from '../../../shared/core/sweep/chunk-id.ts';
import { type CountedChunk, uncountedChunks } from '../../../shared/core/sweep/uncounted.ts';

const chunk = (id: string, parts: Partial<CountedChunk> = {}): CountedChunk => ({
  id,
  hasRest: false,
  ...parts,
});
const uncounted = (counted: readonly CountedChunk[], pages: number) =>
  uncountedChunks(counted, pages).map(chunkIdOf);

const PAGES = [
  chunk('0-0', { ofPage: 2 }),
  chunk('0-1', { ofPage: 2, hasRest: true }),
  chunk('0-1+1'),
  chunk('1-0', { ofPage: 1 }),
];

test('nothing is missing once each chunk of each page was counted, and each rest', () => {
  expect(uncounted(PAGES, 2)).toEqual([]);
});

test.each([
  ['0-0', ['0-0']],
  ['0-1', ['0-1']],
  ['0-1+1', ['0-1+1']],
  ['1-0', ['1-0']],
])('without chunk %s it is missing', (id, missing) => {
  const counted = PAGES.filter((each) => each.id !== id);
  expect(uncounted(counted, 2)).toEqual(missing);
});

test('a page of which nothing was counted is missing', () => {
  expect(uncounted(PAGES, 3)).toEqual(['2-0']);
});

test('what no page has makes up for nothing, however much of it there is', () => {
  const forged = [chunk('7-0', { ofPage: 1 }), chunk('7-1'), chunk('nonsense')];
  expect(uncounted(forged, 1)).toEqual(['0-0']);
});
