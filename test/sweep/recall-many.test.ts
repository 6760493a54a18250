import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { NO_STATE } from '../../shared/core/journal.ts';
import { exemptedKey, type Item, stateKey, toStateItem } from '../../shared/journal/items.ts';
import { recallMany } from '../../shared/sweep/recall-many.ts';

const TABLE = 'journal';

/** A table that has these items and does not get to those keys. */
function tableOf(items: readonly Item[], unprocessed: readonly Item[] = []) {
  const asked: Item[][] = [];
  const client = {
    async send({ input }: { input: { RequestItems: Record<string, { Keys: Item[] }> } }) {
      const keys = input.RequestItems[TABLE]?.Keys ?? [];
      asked.push(keys);
      const isAsked = (item: Item) =>
        keys.some(({ pk, sk }) => pk?.S === item['pk']?.S && sk?.S === item['sk']?.S);
      const left = unprocessed.filter(isAsked);
      return {
        Responses: { [TABLE]: items.filter((item) => isAsked(item) && !left.includes(item)) },
        UnprocessedKeys: left.length > 0 ? { [TABLE]: { Keys: left } } : {},
      };
    },
  };
  return { client: client as unknown as DynamoDBClient, asked };
}

test('gives what is remembered of each bucket, and nothing of those never heard of', async () => {
  const state = { ...NO_STATE, version: 3, closedAtMs: 7 };
  const { client } = tableOf([toStateItem('known', state, 1)]);
  const found = await recallMany(client, TABLE, ['known', 'new']);
  expect([...found]).toEqual([
    ['known', { state, exemptions: [] }],
    ['new', { state: NO_STATE, exemptions: [] }],
  ]);
});

test('leaves out those that were ever exempted, and those that DynamoDB did not get to', async () => {
  const buckets = ['exempt', 'unread-memory', 'unread-mark', 'read'];
  const { client } = tableOf(
    [exemptedKey('exempt')],
    [stateKey('unread-memory'), exemptedKey('unread-mark')],
  );
  expect([...(await recallMany(client, TABLE, buckets)).keys()]).toEqual(['read']);
});

test('asks for fifty buckets at once, two keys each', async () => {
  const { client, asked } = tableOf([]);
  const buckets = Array.from({ length: 101 }, (_, index) => `bucket-${index}`);
  expect((await recallMany(client, TABLE, buckets)).size).toBe(101);
  expect(asked.map((keys) => keys.length)).toEqual([100, 100, 2]);
  expect(asked[2]).toEqual([stateKey('bucket-100'), exemptedKey('bucket-100')]);
});

test('leaves out what cannot be read: it fails its own look, and no other of the chunk', async () => {
  const broken = { ...stateKey('broken'), version: { N: '1.5e40' } };
  const { client } = tableOf([broken, toStateItem('known', NO_STATE, 1)]);
  expect([...(await recallMany(client, TABLE, ['broken', 'known'])).keys()]).toEqual(['known']);
});
