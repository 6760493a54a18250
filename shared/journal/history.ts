import {
  type DynamoDBClient,
  GetItemCommand,
  paginateQuery,
  type QueryCommandInput,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { JournalEntry } from '../core/journal.ts';
import { firstIdOf } from './ids.ts';
import { BY_TIME, bucketKey, type Item, toEntry } from './items.ts';
import { joinLargeValues } from './large-values.ts';

/** Sorts after every id. */
const LAST = '~';

/** Changes of several buckets have one id: nobody can say which is meant. */
export class AmbiguousIdError extends Error {
  override readonly name = 'AmbiguousIdError';
  readonly buckets: readonly string[];

  constructor(id: string, buckets: readonly string[]) {
    super(`${id} is the id of a change of ${buckets.join(' and ')}`);
    this.buckets = buckets;
  }
}

/** Which changes to read. */
interface HistoryQuery {
  /** Of one bucket; of all without it. */
  readonly bucket?: string | undefined;
  /** Only those since then, in ms since 1970. */
  readonly sinceMs?: number | undefined;
  readonly limit: number;
}

/** The journal for people who look back. Reads only. */
export interface History {
  /** Changes, newest first. Of all buckets, the last second's may be missing: an index lags behind. */
  latest(query: HistoryQuery): Promise<JournalEntry[]>;
  /**
   * The change of that id, whichever bucket it is of.
   * @throws {AmbiguousIdError} where two buckets have one of that id.
   */
  find(id: string): Promise<JournalEntry | undefined>;
}

/** The history in the journal's table. */
export function createHistory(dynamodb: DynamoDBClient, table: string): History {
  const get = async (Key: Item) =>
    (await dynamodb.send(new GetItemCommand({ TableName: table, Key, ConsistentRead: true }))).Item;

  const whole = async (item: Item): Promise<JournalEntry> => {
    const id = item['id']?.S ?? '';
    return toEntry(await joinLargeValues(item, bucketNameOf(item), id, get));
  };

  return {
    async latest({ bucket, sinceMs = 0, limit }) {
      const since = firstIdOf(sinceMs);
      const range = bucket === undefined ? ofAll(since) : ofBucket(bucket, since);
      const items = await queryAll(dynamodb, { TableName: table, ...range }, limit);
      return Promise.all(items.map(whole));
    },

    async find(id) {
      const query = {
        TableName: table,
        IndexName: BY_TIME,
        KeyConditionExpression: 'kind = :kind AND id = :id',
        ExpressionAttributeValues: marshall({ ':kind': 'change', ':id': id }),
      };
      const items = await queryAll(dynamodb, query, 2);
      if (items.length > 1) throw new AmbiguousIdError(id, items.map(bucketNameOf));
      return items[0] && whole(items[0]);
    },
  };
}

/** Stands in for values that are not looked at. */
const NOTHING = { S: 'null' };

function bucketNameOf(item: Item): string {
  return toEntry({ ...item, before: NOTHING, after: NOTHING }).bucket.name;
}

/** The items of a query, page after page, until there are enough. */
export async function queryAll(
  dynamodb: DynamoDBClient,
  query: QueryCommandInput,
  limit = Number.POSITIVE_INFINITY,
): Promise<Item[]> {
  const items: Item[] = [];
  const pageSize = Number.isFinite(limit) ? { pageSize: limit } : {};
  for await (const { Items = [] } of paginateQuery({ client: dynamodb, ...pageSize }, query)) {
    items.push(...Items);
    if (items.length >= limit) break;
  }
  return items.slice(0, limit);
}

function ofAll(since: string) {
  return {
    IndexName: BY_TIME,
    KeyConditionExpression: 'kind = :kind AND id BETWEEN :since AND :last',
    ExpressionAttributeValues: marshall({ ':kind': 'change', ':since': since, ':last': LAST }),
    ScanIndexForward: false,
  };
}

function ofBucket(bucket: string, since: string) {
  return {
    KeyConditionExpression: 'pk = :pk AND sk BETWEEN :since AND :last',
    ExpressionAttributeValues: marshall({
      ':pk': bucketKey(bucket),
      ':since': `change#${since}`,
      ':last': `change#${LAST}`,
    }),
    ScanIndexForward: false,
    ConsistentRead: true,
  };
}
