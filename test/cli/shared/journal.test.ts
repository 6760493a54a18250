import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import { requireChange } from '../../../cli/shared/journal.ts';
import type { Session } from '../../../cli/shared/session/session.ts';
import type { JournalEntry } from '../../../shared/core/journal.ts';
import { toChangeItem } from '../../../shared/journal/items.ts';
import { bucketOf } from '../../peers/fixtures.ts';

const ID = '1hzk3x2am-7qd';

const changeOf = (bucket: string): JournalEntry => ({
  id: ID,
  bucket: bucketOf(bucket),
  change: { facet: 'policy', before: undefined, after: '{}', controls: ['tls-only'] },
  reasons: {},
  triggers: [],
  state: 'applied',
  alert: 'told',
  intendedAt: '2026-11-21T00:00:00.000Z',
});

/** A session at a stack whose journal has a change of the one id for each of these buckets. */
function sessionWith(...buckets: readonly string[]): Session {
  const Items = buckets.map((bucket) => toChangeItem(changeOf(bucket), 1));
  const Outputs = [{ OutputKey: 'JournalTableName', OutputValue: 'journal' }];
  return {
    clients: {
      dynamodb: Object.assign(new DynamoDBClient(), { send: async () => ({ Items }) }),
      cloudFormation: {
        send: async () => ({ Stacks: [{ StackStatus: 'CREATE_COMPLETE', Outputs }] }),
      },
    },
    typed: { local: true },
  } as unknown as Session;
}

describe('the change of an id', () => {
  test('is found whichever bucket it is of', async () => {
    expect(await requireChange(sessionWith('orders'), ID)).toEqual(changeOf('orders'));
  });

  test('that two buckets have is refused, naming both', async () => {
    await expect(requireChange(sessionWith('orders', 'web'), ID)).rejects.toThrow(
      /orders and web.*warden history orders --json --local/,
    );
  });
});
