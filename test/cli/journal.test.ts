import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import { requireChange } from '../../cli/journal.ts';
import { createHistory } from '../../shared/aws/journal/history.ts';
import { toChangeItem } from '../../shared/aws/journal/items.ts';
import type { JournalEntry } from '../../shared/core/journal.ts';
import { bucketOf } from '../peers/fixtures.ts';

const ID = '1hzk3x2am-7qd';

const changeOf = (bucket: string): JournalEntry => ({
  id: ID,
  bucket: bucketOf(bucket),
  change: { facet: 'policy', before: undefined, after: '{}', controls: ['tls-only'] },
  reasons: {},
  causes: [],
  state: 'applied',
  alert: 'told',
  intendedAt: '2026-11-21T00:00:00.000Z',
});

/** A table in which these buckets have a change of the one id. */
function historyOf(...buckets: readonly string[]) {
  const Items = buckets.map((bucket) => toChangeItem(changeOf(bucket), 1));
  return createHistory({ send: async () => ({ Items }) } as unknown as DynamoDBClient, 'journal');
}

describe('the change of an id', () => {
  test('is found whichever bucket it is of', async () => {
    expect(await requireChange(historyOf('orders'), ID)).toEqual(changeOf('orders'));
  });

  test('that two buckets have is refused, naming both', async () => {
    await expect(requireChange(historyOf('orders', 'web'), ID)).rejects.toThrow(
      /orders and web.*warden history orders/,
    );
  });
});
