import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { NO_STATE } from '../../shared/core/journal.ts';
import { type DynamicExemption, toExemptionItem } from '../../shared/journal/exemption-item.ts';
import { type Item, toStateItem } from '../../shared/journal/items.ts';
import { createJournal } from '../../shared/journal/journal.ts';

/** DynamoDB ends a page where it is that large. */
const PAGE_BYTES = 1_048_576;

interface Query {
  readonly ExclusiveStartKey?: Item;
  readonly ScanIndexForward?: boolean;
}

const keyOf = (item: Item | undefined) => item?.['sk']?.S ?? '';

/** One bucket's partition, read page by page; something may happen between two pages. */
function partitionOf(items: Item[], betweenPages: () => void = () => {}) {
  let pages = 0;
  const send = async ({ input }: { input: Query }) => {
    if (pages > 0) betweenPages();
    pages += 1;
    const { ExclusiveStartKey: from, ScanIndexForward: isForward = true } = input;
    const sorted = items.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
    const inOrder = isForward ? sorted : sorted.toReversed();
    const left = inOrder.filter((item) => {
      if (from === undefined) return true;
      return isForward ? keyOf(item) > keyOf(from) : keyOf(item) < keyOf(from);
    });
    let bytes = 0;
    const page = left.filter((item) => {
      const isIn = bytes < PAGE_BYTES;
      bytes += JSON.stringify(item).length;
      return isIn;
    });
    return page.length < left.length
      ? { Items: page, LastEvaluatedKey: page.at(-1) }
      : { Items: page };
  };
  const journal = createJournal(Object.assign(new DynamoDBClient(), { send }), 'journal', 1);
  return { journal, pages: () => pages };
}

function exemption(number: number): DynamicExemption {
  return {
    source: 'person',
    id: `1hzk3x2a${number}-7qd`,
    bucket: 'orders',
    controls: ['tls-only'],
    reason: 'r'.repeat(300_000),
    owner: 'ada',
    expires: '2027-01-01T00:00:00.000Z',
    createdAt: '2026-11-21T00:00:00.000Z',
  };
}

const state = { ...NO_STATE, version: 3, closedAtMs: 7 };
const full = () => [
  ...Array.from({ length: 9 }, (_, number) => toExemptionItem(exemption(number), 1)),
  toStateItem('orders', state, 1),
];

test('a bucket with more than a megabyte of exemptions is recalled whole, state and all', async () => {
  const { journal, pages } = partitionOf(full());
  const recalled = await journal.recall('orders');
  expect(recalled.state).toEqual(state);
  expect(recalled.exemptions).toEqual(Array.from({ length: 9 }, (_, number) => exemption(number)));
  expect(pages()).toBeGreaterThan(1);
});

test('a bucket with few exemptions is recalled by one read', async () => {
  const { journal, pages } = partitionOf([toStateItem('orders', state, 1)]);
  expect(await journal.recall('orders')).toEqual({ state, exemptions: [] });
  expect(pages()).toBe(1);
});

test('an exemption made between two pages is seen, or the state that was read is outdated by it', async () => {
  const items = full();
  const late = { ...exemption(0), id: '1hzk3x2a9-7qd' };
  const { journal } = partitionOf(items, () => {
    items.splice(-1, 1, toStateItem('orders', { ...state, version: 4 }, 1));
    items.unshift(toExemptionItem(late, 1));
  });
  const { state: read, exemptions } = await journal.recall('orders');
  const isSeen = exemptions.some(({ id }) => id === late.id);
  expect(isSeen || read.version === 3).toBe(true);
});
