import { type DynamoDBClient, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { NO_STATE } from '../../shared/core/journal.ts';
import { BucketBusyError, createJournal } from '../../shared/journal/journal.ts';

/** A table that cancels transactions for these reasons, one after the other, and then takes them. */
function tableThatCancels(reasons: string[]) {
  let tries = 0;
  const send = async () => {
    tries += 1;
    const Code = reasons.shift();
    if (Code === undefined) return {};
    throw new TransactionCanceledException({
      message: 'Transaction cancelled',
      $metadata: {},
      CancellationReasons: [{ Code }, { Code: 'None' }],
    });
  };
  const journal = createJournal({ send } as unknown as DynamoDBClient, 'journal', 1);
  return { close: () => journal.close('b', NO_STATE, NO_STATE, []), tries: () => tries };
}

test('a conflict with a transaction that may fail itself is tried again: what was told has to be closed', async () => {
  const table = tableThatCancels(['TransactionConflict', 'ThrottlingError']);
  await table.close();
  expect(table.tries()).toBe(3);
});

test('a state that moved is not tried again', async () => {
  const table = tableThatCancels(['ConditionalCheckFailed']);
  await expect(table.close()).rejects.toThrow(BucketBusyError);
  expect(table.tries()).toBe(1);
});
