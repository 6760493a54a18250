import { setTimeout as sleep } from 'node:timers/promises';
import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { type BackOff, waitAfter } from '../core/back-off.ts';

// The SDK does not try a conflict with another transaction again. All chunks of a sweep count in one item.
const ATTEMPTS = 12;
const BACK_OFF_MS: BackOff = { first: 40, longest: 1_000 };

/**
 * Writes all items or none.
 * @returns false where a condition does not hold: somebody else was first.
 * @throws where conflicts with other transactions do not end.
 */
export type WriteTogether = (items: TransactWriteItem[]) => Promise<boolean>;

/** Writes each time with a transaction of its own. */
export function writesTogether(dynamodb: DynamoDBClient): WriteTogether {
  return (items) => writeTogether(dynamodb, items);
}

/** `WriteTogether` to a table. */
export async function writeTogether(
  dynamodb: DynamoDBClient,
  TransactItems: TransactWriteItem[],
): Promise<boolean> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await dynamodb.send(new TransactWriteItemsCommand({ TransactItems }));
      return true;
    } catch (error) {
      if (isMoved(error)) return false;
      if (!(error instanceof TransactionCanceledException) || attempt === ATTEMPTS) throw error;
      await sleep(Math.random() * waitAfter(BACK_OFF_MS, attempt));
    }
  }
}

/** Whether a write was refused because its condition does not hold. */
export function isMoved(error: unknown): boolean {
  if (error instanceof ConditionalCheckFailedException) return true;
  return (
    error instanceof TransactionCanceledException &&
    (error.CancellationReasons ?? []).some(({ Code }) => Code === 'ConditionalCheckFailed')
  );
}
