import { type DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';

/** A change as the journal's table has it: values are JSON text. */
export interface Recorded {
  readonly id: string;
  readonly bucket: string;
  readonly facet: string;
  readonly before: unknown;
  readonly after: unknown;
  readonly state: string;
  readonly alert: string;
}

/** Every change in the journal, read with DynamoDB's own call and none of the service's code. */
export async function recordedChanges(
  client: DynamoDBClient,
  TableName: string,
): Promise<Recorded[]> {
  const found: Recorded[] = [];
  for await (const { Items = [] } of paginateScan(
    { client },
    { TableName, ConsistentRead: true },
  )) {
    for (const item of Items.map((each) => unmarshall(each))) {
      if (item['kind'] !== 'change') continue;
      const { id, bucket, change, before = 'null', after = 'null', state, alert } = item;
      found.push({
        id,
        bucket: bucket.name,
        facet: change.facet,
        before: JSON.parse(before),
        after: JSON.parse(after),
        state,
        alert,
      });
    }
  }
  return found;
}
