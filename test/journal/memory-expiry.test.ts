import type { DynamoDBClient, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { NO_STATE } from '../../shared/core/journal.ts';
import { createJournal } from '../../shared/journal/journal.ts';

const DAY_S = 86_400;

test.each([
  [1, 30],
  [29, 30],
  [400, 400],
])('changes are kept for %i days, what is remembered of a bucket for %i', async (days, kept) => {
  const written: TransactWriteItem[] = [];
  const client = {} as DynamoDBClient;
  const journal = createJournal(client, 'table', days, async (items) => {
    written.push(...items);
    return true;
  });
  const fromS = Math.floor(Date.now() / 1000);
  await journal.close('acme-logs', NO_STATE, { ...NO_STATE, refusalToldMs: 1 }, []);
  const expiresAtS = Number(written[0]?.Put?.Item?.['expiresAt']?.N);
  expect(expiresAtS).toBeGreaterThanOrEqual(fromS + kept * DAY_S);
  expect(expiresAtS).toBeLessThanOrEqual(Math.ceil(Date.now() / 1000) + kept * DAY_S);
});
