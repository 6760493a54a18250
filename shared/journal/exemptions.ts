import {
  type DynamoDBClient,
  type TransactWriteItem,
  type Update,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { LONGEST_LEASE_MS } from '../core/journal.ts';
import {
  type DynamicExemption,
  exemptionKey,
  toExemptionItem,
  toExemptions,
} from './exemption-item.ts';
import { expiryOf } from './expiry.ts';
import { queryAll } from './history.ts';
import { BY_TIME, exemptedKey, stateKey } from './items.ts';
import { isMoved, writeTogether } from './write-together.ts';

/** The exemptions that people made by command. */
export interface ExemptionStore {
  /** All of the account, oldest first, those that expired lately too. The last second's may be missing. */
  list(): Promise<DynamicExemption[]>;
  find(id: string): Promise<DynamicExemption | undefined>;
  /** It counts for every look that writes nothing yet, one that read the bucket before included. */
  add(exemption: DynamicExemption): Promise<void>;
  /**
   * Ends it before its time; it stays in the table, so that people can be told.
   * @param claimedUntilMs until when whoever ends it is telling that.
   * @returns false where it was ended or is gone already.
   */
  withdraw(
    exemption: Pick<DynamicExemption, 'bucket' | 'id'>,
    withdrawn: NonNullable<DynamicExemption['withdrawn']>,
    claimedUntilMs: number,
  ): Promise<boolean>;
  /** Takes the telling of it for oneself for a while. @returns false where another has it, or it is gone. */
  claim(exemption: Pick<DynamicExemption, 'bucket' | 'id'>, nowMs: number): Promise<boolean>;
  /** Notes that everybody was told that it was made, or withdrawn; where the other happened since, that is still to be told. */
  markTold(exemption: DynamicExemption): Promise<void>;
}

/** For how long whoever tells of an exemption is left to it, in ms. */
export const CLAIM_MS = 120_000;
/** A claim that ends later is none: nobody makes such a one. */
export const LONGEST_CLAIM_MS = 600_000;

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
  /** @returns false where the condition does not hold. */
  const update = async (
    { bucket, id }: Pick<DynamicExemption, 'bucket' | 'id'>,
    change: Omit<Update, 'Key' | 'TableName'>,
  ): Promise<boolean> => {
    try {
      const Key = exemptionKey(bucket, id);
      await dynamodb.send(new UpdateItemCommand({ ...change, TableName: table, Key }));
      return true;
    } catch (error) {
      if (isMoved(error)) return false;
      throw error;
    }
  };
  return {
    list: () => query('', {}),
    find: async (id) => (await query(' AND id = :id', { ':id': id }))[0],

    async add(exemption) {
      const puts = exemptionPuts(table, exemption, itemExpiryOf(exemption, retentionDays));
      const outdated = outdatedState(table, exemption.bucket, retentionDays);
      if (await writeTogether(dynamodb, [outdated, ...puts])) return;
      // A look has the bucket just now: it decided before, and is to close what it writes.
      await writeTogether(dynamodb, puts);
    },

    withdraw: (exemption, withdrawn, claimedUntilMs) =>
      update(exemption, {
        UpdateExpression:
          'SET withdrawn = :withdrawn, expires = :at, claimedUntilMs = :until REMOVE toldAt',
        ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(withdrawn)',
        ExpressionAttributeValues: marshall({
          ':withdrawn': withdrawn,
          ':at': withdrawn.at,
          ':until': claimedUntilMs,
        }),
      }),

    claim: (exemption, nowMs) =>
      update(exemption, {
        UpdateExpression: 'SET claimedUntilMs = :until',
        ConditionExpression: `attribute_exists(pk) AND attribute_not_exists(toldAt) AND (${NOT_CLAIMED})`,
        ExpressionAttributeValues: marshall({
          ':until': nowMs + CLAIM_MS,
          ':now': nowMs,
          ':farthest': nowMs + LONGEST_CLAIM_MS,
        }),
      }),

    async markTold(exemption) {
      const since = exemption.withdrawn === undefined ? ' AND attribute_not_exists(withdrawn)' : '';
      await update(exemption, {
        UpdateExpression: 'SET toldAt = :now REMOVE claimedUntilMs',
        ConditionExpression: `attribute_exists(pk)${since}`,
        ExpressionAttributeValues: marshall({ ':now': new Date().toISOString() }),
      });
    },
  };
}

const NOT_CLAIMED =
  'attribute_not_exists(claimedUntilMs) OR claimedUntilMs <= :now OR claimedUntilMs > :farthest';

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
 * Gives a bucket's state another version: whoever looked before writes nothing on what it read. Refused where a
 * look has the bucket for itself.
 */
function outdatedState(
  TableName: string,
  bucket: string,
  retentionDays: number,
): TransactWriteItem {
  const nowMs = Date.now();
  return {
    Update: {
      TableName,
      Key: stateKey(bucket),
      UpdateExpression: 'SET expiresAt = :expiresAt ADD #version :one',
      ConditionExpression:
        'attribute_not_exists(leasedUntilMs) OR leasedUntilMs <= :now OR leasedUntilMs > :farthest',
      ExpressionAttributeNames: { '#version': 'version' },
      ExpressionAttributeValues: marshall({
        ':expiresAt': expiryOf(nowMs, retentionDays),
        ':one': 1,
        ':now': nowMs,
        ':farthest': nowMs + LONGEST_LEASE_MS,
      }),
    },
  };
}

/** When DynamoDB deletes an exemption's item, in seconds since 1970: long after its end, so that its end can be told. */
export function itemExpiryOf(
  { expires }: Pick<DynamicExemption, 'expires'>,
  retentionDays: number,
): number {
  return expiryOf(Date.parse(expires), retentionDays);
}
