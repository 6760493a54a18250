import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  type TransactWriteItem,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { writeTogether } from '../write-together.ts';
import {
  type DynamicExemption,
  exemptionKey,
  toExemptionItem,
  toExemptions,
} from './exemption-item.ts';
import { queryAll } from './history.ts';
import { BY_TIME, exemptedKey, memoryKey } from './items.ts';

/** The exemptions that people made by command. */
export interface ExemptionStore {
  /** All of the account, oldest first, those that expired lately too. The last second's may be missing. */
  list(): Promise<DynamicExemption[]>;
  find(id: string): Promise<DynamicExemption | undefined>;
  /** It counts for every look that writes nothing yet, one that read the bucket before included. */
  add(exemption: DynamicExemption): Promise<void>;
  /** @returns false where it was gone already. */
  remove(exemption: Pick<DynamicExemption, 'bucket' | 'id'>): Promise<boolean>;
}

/** The exemptions in the journal's table. */
export function createExemptionStore(
  dynamodb: DynamoDBClient,
  table: string,
  retentionDays: number,
): ExemptionStore {
  const query = async (condition: string, values: Record<string, string>) => {
    const items = await queryAll(dynamodb, {
      TableName: table,
      IndexName: BY_TIME,
      KeyConditionExpression: `kind = :kind${condition}`,
      ExpressionAttributeValues: marshall({ ':kind': 'exemption', ...values }),
    });
    return toExemptions(items);
  };
  return {
    list: () => query('', {}),
    find: async (id) => (await query(' AND id = :id', { ':id': id }))[0],

    async add(exemption) {
      const puts = exemptionPuts(table, exemption, itemExpiryOf(exemption, retentionDays));
      const outdated = outdatedMemory(table, exemption.bucket, retentionDays);
      if (await writeTogether(dynamodb, [outdated, ...puts])) return;
      // A look has the bucket just now: it decided before, and is to close what it writes.
      await writeTogether(dynamodb, puts);
    },

    async remove({ bucket, id }) {
      try {
        await dynamodb.send(
          new DeleteItemCommand({
            TableName: table,
            Key: exemptionKey(bucket, id),
            ConditionExpression: 'attribute_exists(pk)',
          }),
        );
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false;
        throw error;
      }
    },
  };
}

/** An exemption, with the mark that has whoever reads many buckets at once look for it. */
export function exemptionPuts(
  TableName: string,
  exemption: DynamicExemption,
  expiresAt: number,
): TransactWriteItem[] {
  return [
    { Put: { TableName, Item: toExemptionItem(exemption, expiresAt) } },
    { Put: { TableName, Item: exemptedKey(exemption.bucket) } },
  ];
}

/**
 * Gives a bucket's memory another version: whoever looked before writes nothing on what it read. Refused where a
 * look has the bucket for itself.
 */
export function outdatedMemory(
  TableName: string,
  bucket: string,
  retentionDays: number,
): TransactWriteItem {
  const nowMs = Date.now();
  return {
    Update: {
      TableName,
      Key: memoryKey(bucket),
      UpdateExpression: 'SET expiresAt = :expiresAt ADD #version :one',
      ConditionExpression: 'attribute_not_exists(leasedUntilMs) OR leasedUntilMs <= :now',
      ExpressionAttributeNames: { '#version': 'version' },
      ExpressionAttributeValues: marshall({
        ':expiresAt': Math.floor(nowMs / 1000) + retentionDays * 86_400,
        ':one': 1,
        ':now': nowMs,
      }),
    },
  };
}

/** When DynamoDB deletes an exemption's item, in seconds since 1970: long after its end, so that its end can be told. */
export function itemExpiryOf(
  { expires }: Pick<DynamicExemption, 'expires'>,
  retentionDays: number,
): number {
  return Math.floor(Date.parse(expires) / 1000) + retentionDays * 86_400;
}
