import { createHash } from 'node:crypto';
import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Stage } from '../core/exemption-notice/schema.ts';
import type { Exemption } from '../core/exemptions.ts';
import { bucketKey, type Item } from './items.ts';

/** Which notice of which exemption. */
export interface Notice {
  readonly exemption: Exemption;
  readonly stage: Stage;
}

/** Remembers which notices were sent. */
export interface NoticeStore {
  /** The topics that did not take a notice; undefined where it was never sent. */
  untoldTopics(notice: Notice): Promise<readonly string[] | undefined>;
  /**
   * Notes that a notice was sent; once more does no harm.
   * @param expiresAt when DynamoDB deletes that, in seconds since 1970.
   */
  markSent(notice: Notice, untoldTopics: readonly string[], expiresAt: number): Promise<void>;
}

/** The notices in the journal's table. */
export function createNoticeStore(dynamodb: DynamoDBClient, table: string): NoticeStore {
  return {
    async untoldTopics(notice) {
      const Key = noticeKey(notice);
      const { Item } = await dynamodb.send(
        new GetItemCommand({ TableName: table, Key, ConsistentRead: true }),
      );
      return Item && unmarshall(Item)['untoldTopics'];
    },

    async markSent(notice, untoldTopics, expiresAt) {
      const Item = { ...noticeKey(notice), ...marshall({ untoldTopics, expiresAt }) };
      await dynamodb.send(new PutItemCommand({ TableName: table, Item }));
    },
  };
}

/** In the bucket's partition, behind its state, so that no look reads it. */
function noticeKey({ exemption, stage }: Notice): Item {
  return marshall({
    pk: bucketKey(exemption.bucket),
    sk: `notice#${idOf(exemption)}#${stage}`,
  });
}

/** One of the settings has no id: it is the same as long as its controls and its end are. */
function idOf({ id, controls, expires }: Exemption): string {
  if (id !== undefined) return id;
  const what = JSON.stringify([controls?.toSorted() ?? 'all', expires]);
  return createHash('sha256').update(what).digest('hex').slice(0, 32);
}
