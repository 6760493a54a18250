import {
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  TransactionCanceledException,
  type TransactWriteItem,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { BucketState, ChangeState, JournalEntry } from '../core/journal.ts';
import { type Closing, closingItems } from './closings.ts';
import { type DynamicExemption, toExemptions } from './exemption-item.ts';
import { exemptionPuts, itemExpiryOf } from './exemptions.ts';
import { expiryOf } from './expiry.ts';
import { queryAll } from './history.ts';
import {
  bucketKey,
  changeKey,
  type Item,
  restorationKey,
  STATE,
  toChangeItem,
  toEntry,
  toRestorationItem,
  toState,
  toStateItem,
} from './items.ts';
import { joinLargeValues, splitLargeValues } from './large-values.ts';
import { isMoved, type WriteTogether, writesTogether } from './write-together.ts';

/** Changes that can be closed at once: a transaction takes 100 items, and one is the state. An undo takes two. */
export const MOST_CLOSINGS = 99;

/** When something was last told must be known for longer than it is not told again. */
const LEAST_MEMORY_DAYS = 30;

/** Another look has the bucket for itself just now; this one has to come back later. */
export class BucketBusyError extends Error {
  override readonly name = 'BucketBusyError';
}

/** What the table knows of a bucket before a look. */
export interface Recalled {
  readonly state: BucketState;
  readonly exemptions: readonly DynamicExemption[];
}

/** What is recorded together with changes. */
export interface Also {
  /** With an undo. */
  readonly exemption?: DynamicExemption | undefined;
  /** Noted with the change that puts an edit back, so that each is put back once. */
  readonly restoration?: Restoration | undefined;
}

/** An edit that a change puts back. */
interface Restoration {
  /** CloudTrail's id of the edit's event. */
  readonly eventId: string;
  /** Id of the change. */
  readonly change: string;
}

/** The durable record of changes, and what is remembered of each bucket. */
export interface Journal {
  /** One read as a rule: what is remembered of a bucket, and all its exemptions, expired ones too. */
  recall(bucket: string): Promise<Recalled>;
  /** Changes by id, oldest first; those that have expired are left out. */
  read(bucket: string, ids: readonly string[]): Promise<JournalEntry[]>;
  /**
   * Writes intended changes and the bucket's state, all or nothing.
   * @param seen the state that this is based on.
   * @param also what counts from now on together with the changes.
   * @throws {BucketBusyError} where it is no longer the last.
   */
  record(
    bucket: string,
    seen: BucketState,
    next: BucketState,
    entries: readonly JournalEntry[],
    also?: Also,
  ): Promise<void>;
  /** The change that put an edit back, whatever became of it, by CloudTrail's id of the edit's event; undefined where none did. */
  restorationOf(
    bucket: string,
    eventId: string,
  ): Promise<Pick<JournalEntry, 'id' | 'state'> | undefined>;
  /**
   * Puts other values into a change that was recorded and not written yet.
   * @throws {BucketBusyError} where another look settled it meanwhile.
   */
  amend(entry: JournalEntry): Promise<void>;
  /**
   * Closes changes, `MOST_CLOSINGS` at the most, and writes the bucket's state, all or nothing.
   * @throws {BucketBusyError} where the state is no longer the last, or a change is not there (any more) to be closed.
   */
  close(
    bucket: string,
    seen: BucketState,
    next: BucketState,
    closings: readonly Closing[],
  ): Promise<void>;
}

/**
 * The journal in a DynamoDB table.
 * @param write how what belongs together is written.
 */
export function createJournal(
  dynamodb: DynamoDBClient,
  table: string,
  retentionDays: number,
  write: WriteTogether = writesTogether(dynamodb),
): Journal {
  const get = async (Key: Item) =>
    (await dynamodb.send(new GetItemCommand({ TableName: table, Key, ConsistentRead: true }))).Item;
  const put = (Item: Item) => dynamodb.send(new PutItemCommand({ TableName: table, Item }));

  /** The entry's own item; what is too large for it is written at once. */
  const itemOf = async (entry: JournalEntry): Promise<Item> => {
    const whole = toChangeItem(entry, expiryOf(Date.parse(entry.intendedAt), retentionDays));
    const { item, values } = splitLargeValues(whole, entry.bucket.name, entry.id);
    await Promise.all(values.map(put));
    return item;
  };

  const rememberItem = (
    bucket: string,
    seen: BucketState,
    next: BucketState,
  ): TransactWriteItem => ({
    Put: {
      TableName: table,
      Item: toStateItem(
        bucket,
        { ...next, version: seen.version + 1 },
        expiryOf(Date.now(), Math.max(retentionDays, LEAST_MEMORY_DAYS)),
      ),
      ConditionExpression: 'attribute_not_exists(pk) OR #version = :seen',
      ExpressionAttributeNames: { '#version': 'version' },
      ExpressionAttributeValues: marshall({ ':seen': seen.version }),
    },
  });

  const transact = async (bucket: string, items: TransactWriteItem[]): Promise<void> => {
    const isWritten = await write(items).catch((error) => {
      throw error instanceof TransactionCanceledException ? busy(bucket, error) : error;
    });
    if (!isWritten) throw busy(bucket);
  };

  return {
    async recall(bucket) {
      // The state comes before the exemptions: whoever exempts between two pages outdates what was read of it.
      const items = await queryAll(dynamodb, {
        TableName: table,
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
        ExpressionAttributeValues: marshall({
          ':pk': bucketKey(bucket),
          ':first': 'exemption#',
          ':last': STATE,
        }),
        ScanIndexForward: false,
        ConsistentRead: true,
      });
      const state = items.find((item) => item['sk']?.S === STATE);
      const exemptions = items.filter((item) => item['sk']?.S?.startsWith('exemption#'));
      return { state: toState(state), exemptions: toExemptions(exemptions.toReversed()) };
    },

    async read(bucket, ids) {
      const items = await Promise.all(ids.map((id) => get(changeKey(bucket, id))));
      const entries = await Promise.all(
        items.map(async (item, index) => {
          if (item === undefined) return [];
          return [toEntry(await joinLargeValues(item, bucket, ids[index] ?? '', get))];
        }),
      );
      return entries.flat();
    },

    async record(bucket, seen, next, entries, { exemption, restoration } = {}) {
      const items = await Promise.all(entries.map(itemOf));
      if (restoration !== undefined) {
        items.push(toRestorationItem(bucket, restoration, expiryOf(Date.now(), retentionDays)));
      }
      const puts = items.map((Item) => ({ Put: { TableName: table, Item } }));
      const exempts =
        exemption === undefined
          ? []
          : exemptionPuts(table, exemption, itemExpiryOf(exemption, retentionDays));
      await transact(bucket, [rememberItem(bucket, seen, next), ...puts, ...exempts]);
    },

    async restorationOf(bucket, eventId) {
      const item = await get(restorationKey(bucket, eventId));
      if (item === undefined) return undefined;
      const id = item['change']?.S ?? '';
      const change = await get(changeKey(bucket, id));
      // A change that has expired was made long ago.
      const state = (change?.['state']?.S ?? 'applied') as ChangeState;
      return { id, state };
    },

    async amend(entry) {
      const amended = new PutItemCommand({
        TableName: table,
        Item: await itemOf(entry),
        ConditionExpression: '#state = :intended',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: marshall({ ':intended': 'intended' }),
      });
      try {
        await dynamodb.send(amended);
      } catch (error) {
        throw isMoved(error) ? busy(entry.bucket.name, error) : error;
      }
    },

    async close(bucket, seen, next, closings) {
      await transact(bucket, [
        rememberItem(bucket, seen, next),
        ...closingItems(table, bucket, closings),
      ]);
    },
  };
}

function busy(bucket: string, cause?: unknown): BucketBusyError {
  return new BucketBusyError(`another look is at bucket ${bucket}`, { cause });
}
