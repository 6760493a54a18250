import {
  type AttributeValue,
  BatchGetItemCommand,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import pMap from 'p-map';
import type { BucketState } from '../core/journal.ts';
import { bucketKey, exemptedKey, STATE, stateKey, toState } from '../journal/items.ts';
import type { Recalled } from '../journal/journal.ts';

/** Two keys each, of the hundred that a read takes. */
const BUCKETS_A_READ = 50;
const AT_ONCE = 5;

/**
 * What the journal knows of many buckets, in one read for each fifty. Left out, to be recalled one by one: those
 * that a person ever exempted, what DynamoDB did not get to, and what cannot be read: that fails its own look only.
 */
export async function recallMany(
  dynamodb: DynamoDBClient,
  table: string,
  buckets: readonly string[],
): Promise<ReadonlyMap<string, Recalled>> {
  const found = new Map<string, Recalled>();
  const read = async (some: readonly string[]) => {
    const Keys = some.flatMap((bucket) => [stateKey(bucket), exemptedKey(bucket)]);
    const { Responses = {}, UnprocessedKeys = {} } = await dynamodb.send(
      new BatchGetItemCommand({ RequestItems: { [table]: { Keys, ConsistentRead: true } } }),
    );
    const items = Responses[table] ?? [];
    const left = new Set([
      ...items.filter(({ sk }) => sk?.S === 'exempted').map(partitionOf),
      ...(UnprocessedKeys[table]?.Keys ?? []).map(partitionOf),
    ]);
    const memories = new Map(
      items.filter(({ sk }) => sk?.S === STATE).map((item) => [partitionOf(item), item]),
    );
    for (const bucket of some.filter((each) => !left.has(bucketKey(each)))) {
      const state = readable(memories.get(bucketKey(bucket)));
      if (state !== undefined) found.set(bucket, { state, exemptions: [] });
    }
  };
  const reads = Array.from({ length: Math.ceil(buckets.length / BUCKETS_A_READ) }, (_, index) =>
    buckets.slice(index * BUCKETS_A_READ, (index + 1) * BUCKETS_A_READ),
  );
  await pMap(reads, read, { concurrency: AT_ONCE });
  return found;
}

function partitionOf(item: Record<string, AttributeValue>): string {
  return item['pk']?.S ?? '';
}

function readable(item: Record<string, AttributeValue> | undefined): BucketState | undefined {
  try {
    return toState(item);
  } catch {
    return undefined;
  }
}
