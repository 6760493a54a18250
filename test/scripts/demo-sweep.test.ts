import { expect, test } from 'vitest';
import { isBroken } from '../../scripts/demo/promised.ts';
import { type ToldSummary, toldPromises } from '../../scripts/demo/sweep.ts';

const summary: ToldSummary = {
  schema: 'bucket-warden/sweep-summary',
  buckets: 14,
  outcomes: { fixed: 3 },
  unforwarded: [{ region: 'eu-west-1' }],
};
const alert = { schema: 'bucket-warden/alert' };

test('one summary that says what was promised is all that a sweep tells', () => {
  expect(toldPromises([summary], 3, 14).filter(isBroken)).toEqual([]);
});

test('the summary is found behind whatever else was told, which is one message too many', () => {
  const [what, whom] = toldPromises([alert, summary], 3, 14);
  expect(what?.found).toBe('2 messages: 3 fixed, eu-west-1 sends no events home');
  expect(whom?.found).toBe(whom?.promised);
});

test('something else than a summary is none', () => {
  const found = toldPromises([alert], 3, 14).map((promise) => promise.found);
  expect(found).toEqual(['nothing', 'no buckets']);
});
