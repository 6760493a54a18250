import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Item } from './items.ts';

/** The last heartbeat that was heard. */
export interface HeardHeartbeat {
  /** When its call was made, ISO 8601. */
  readonly sentAt: string;
  /** In ms since 1970. */
  readonly heardAtMs: number;
}

/** Remembers the last heartbeat, for those who ask: the alarm has the metric. */
export interface HeartbeatStore {
  note(heartbeat: HeardHeartbeat): Promise<void>;
  /** Undefined where none was ever heard. */
  latest(): Promise<HeardHeartbeat | undefined>;
}

const KEY: Item = marshall({ pk: 'heartbeat', sk: 'heard' });

/** The last heartbeat in the journal's table. */
export function createHeartbeatStore(dynamodb: DynamoDBClient, table: string): HeartbeatStore {
  return {
    async note({ sentAt, heardAtMs }) {
      const Item = { ...KEY, ...marshall({ sentAt, heardAtMs }) };
      await dynamodb.send(new PutItemCommand({ TableName: table, Item }));
    },

    async latest() {
      const { Item: item } = await dynamodb.send(
        new GetItemCommand({ TableName: table, Key: KEY, ConsistentRead: true }),
      );
      if (item === undefined) return undefined;
      const { sentAt, heardAtMs } = unmarshall(item);
      return { sentAt, heardAtMs };
    },
  };
}
