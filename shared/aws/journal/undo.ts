import {
  type DynamoDBClient,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { JournalEntry, Undone } from '../../core/journal.ts';
import { writeTogether } from '../write-together.ts';
import { exemptionPuts, itemExpiryOf, outdatedMemory } from './exemptions.ts';
import { changeKey, type DynamicExemption, exemptionKey } from './items.ts';
import { BucketBusyError } from './journal.ts';

/** The change is not one that is there to be undone (any more). */
export class NotAppliedError extends Error {
  override readonly name = 'NotAppliedError';
}

/** An undo, in the journal before it is done. */
export interface UndoRecord {
  readonly entry: Pick<JournalEntry, 'id' | 'bucket'>;
  readonly undone: Undone;
  readonly exemption: DynamicExemption;
}

/** Where undos are recorded. */
export interface UndoStore {
  /**
   * Marks the change as undone and exempts the bucket, all or nothing. A look that read the bucket
   * before this records nothing any more.
   * @throws {NotAppliedError} where its state is not `applied`.
   * @throws {BucketBusyError} where a look is at the bucket.
   */
  record(record: UndoRecord): Promise<void>;
  /** Puts both back, where the write was refused. */
  takeBack(record: UndoRecord): Promise<void>;
}

/** Undos in the journal's table. */
export function createUndoStore(
  dynamodb: DynamoDBClient,
  table: string,
  retentionDays: number,
): UndoStore {
  return {
    async record({ entry, undone, exemption }) {
      const bucket = entry.bucket.name;
      try {
        await dynamodb.send(
          new TransactWriteItemsCommand({
            TransactItems: [
              {
                Update: {
                  TableName: table,
                  Key: changeKey(bucket, entry.id),
                  UpdateExpression: 'SET #state = :undone, undone = :about',
                  ConditionExpression: '#state = :applied',
                  ExpressionAttributeNames: { '#state': 'state' },
                  ExpressionAttributeValues: marshall({
                    ':undone': 'undone',
                    ':applied': 'applied',
                    ':about': undone,
                  }),
                },
              },
              outdatedMemory(table, bucket, retentionDays),
              ...exemptionPuts(table, exemption, itemExpiryOf(exemption, retentionDays)),
            ],
          }),
        );
      } catch (error) {
        if (!(error instanceof TransactionCanceledException)) throw error;
        const [ofChange] = error.CancellationReasons ?? [];
        if (ofChange?.Code === 'ConditionalCheckFailed') {
          throw new NotAppliedError(`change ${entry.id} is not applied any more`, { cause: error });
        }
        throw new BucketBusyError(`a look is at bucket ${bucket}`, { cause: error });
      }
    },

    async takeBack({ entry, exemption }) {
      const bucket = entry.bucket.name;
      const isTakenBack = await writeTogether(dynamodb, [
        {
          Update: {
            TableName: table,
            Key: changeKey(bucket, entry.id),
            UpdateExpression: 'SET #state = :applied REMOVE undone',
            ConditionExpression: '#state = :undone',
            ExpressionAttributeNames: { '#state': 'state' },
            ExpressionAttributeValues: marshall({ ':undone': 'undone', ':applied': 'applied' }),
          },
        },
        { Delete: { TableName: table, Key: exemptionKey(bucket, exemption.id) } },
      ]);
      if (!isTakenBack) throw new Error(`change ${entry.id} is not undone any more`);
    },
  };
}
