import {
  type DynamoDBClient,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import DataLoader from 'dataloader';
import { type WriteTogether, writesTogether } from './write-together.ts';

/** A look writes four items at once as a rule, and DynamoDB takes a hundred. */
const MOST_WRITES = 20;

/**
 * Writes with fewer transactions where many write at the same time: what comes while one is on its way goes with
 * the next. No write waits for more to come, and none fails for another's sake: each is all or nothing for itself.
 */
export function batchedWrites(dynamodb: DynamoDBClient): WriteTogether {
  const writeAlone = writesTogether(dynamodb);
  let onItsWay: Promise<unknown> = Promise.resolve();
  const write = async (writes: readonly TransactWriteItem[][]): Promise<(boolean | Error)[]> => {
    const written = writeAsOne(dynamodb, writes.flat());
    onItsWay = Promise.allSettled([written]);
    if (await written) return writes.map(() => true);
    return Promise.all(writes.map((items) => writeAlone(items).catch((error: Error) => error)));
  };
  const loader = new DataLoader(write, {
    cache: false,
    maxBatchSize: MOST_WRITES,
    batchScheduleFn: (send) => void onItsWay.then(send),
  });
  return (items) => loader.load(items);
}

/** @returns false where nothing was written, and each may still be written alone. */
async function writeAsOne(dynamodb: DynamoDBClient, items: TransactWriteItem[]): Promise<boolean> {
  try {
    await dynamodb.send(new TransactWriteItemsCommand({ TransactItems: items }));
    return true;
  } catch (error) {
    if (error instanceof TransactionCanceledException || isTooMuch(error)) return false;
    throw error;
  }
}

/** More than a hundred items, or 4 MB: each write for itself is less. */
function isTooMuch(error: unknown): boolean {
  return error instanceof Error && error.name === 'ValidationException';
}
