import type { Update } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { Item } from './items.ts';

/** What to change of a sweep's record. */
export interface RecordChange {
  /** An attribute that is undefined is removed. */
  readonly set?: Readonly<Record<string, unknown>>;
  readonly add?: Readonly<Record<string, number>>;
  /** Only where these stand as given. */
  readonly when?: Readonly<Record<string, unknown>>;
}

/** The change as DynamoDB takes it; it notes that the sweep got on. */
export function updateOf(
  TableName: string,
  Key: Item,
  { set = {}, add = {}, when = {} }: RecordChange,
): Update {
  const names: Record<string, string> = {};
  const values: Record<string, unknown> = {};
  const parts = (fields: Readonly<Record<string, unknown>>, operator: string) =>
    Object.entries(fields).map(([name, value]) => {
      const index = Object.keys(names).length;
      names[`#n${index}`] = name;
      if (value === undefined) return `#n${index}`;
      values[`:v${index}`] = value;
      return `#n${index}${operator}:v${index}`;
    });
  const given = Object.entries({ ...set, updatedAtMs: Date.now() });
  const sets = parts(Object.fromEntries(given.filter(([, value]) => value !== undefined)), ' = ');
  const removes = parts(Object.fromEntries(given.filter(([, value]) => value === undefined)), '');
  const adds = parts(add, ' ');
  const conditions = parts(when, ' = ');
  return {
    TableName,
    Key,
    UpdateExpression: [
      `SET ${sets.join(', ')}`,
      ...(removes.length > 0 ? [`REMOVE ${removes.join(', ')}`] : []),
      ...(adds.length > 0 ? [`ADD ${adds.join(', ')}`] : []),
    ].join(' '),
    ...(conditions.length > 0 && { ConditionExpression: conditions.join(' AND ') }),
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: marshall(values),
  };
}
