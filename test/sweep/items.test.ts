import { marshall } from '@aws-sdk/util-dynamodb';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { packed, unpacked } from '../../shared/sweep/items.ts';

const LARGEST_ITEM = 400_000;

test('the rest of the largest chunk fits into an item: all its buckets failed, each with a long name and a reason', () => {
  const [names = []] = fc.sample(
    fc.array(fc.stringMatching(/^[a-z0-9.-]{250}$/), { minLength: 750, maxLength: 750 }),
    { numRuns: 1, seed: 1 },
  );
  const reason = (name: string) =>
    `SlowDown: ${name} ${'Please reduce your request rate. '.repeat(9)}`;
  const rest = {
    buckets: names.map((name) => ({ name, region: 'us-east-1' })),
    failures: Object.fromEntries(
      names.map((name) => [name, { reason: reason(name).slice(0, 300), sinceMs: Date.now() }]),
    ),
  };
  expect(JSON.stringify(rest).length).toBeGreaterThan(LARGEST_ITEM);
  const bytes = packed(rest);
  expect(bytes.length).toBeLessThan(LARGEST_ITEM / 1.3);
  expect(unpacked(bytes)).toEqual(rest);
  expect(marshall({ rest: bytes })['rest']?.B).toEqual(bytes);
});
