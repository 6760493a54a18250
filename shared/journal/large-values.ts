import { marshall } from '@aws-sdk/util-dynamodb';
import { bucketKey, type Item } from './items.ts';

/** Bytes of a change's values together beyond which they go into items of their own; an item takes 400 KB. */
const LARGEST_INLINE = 200_000;
/** A part: so many whole characters, four bytes each at the most. Half a character would not survive UTF-8. */
const PART = /.{1,90000}/gsu;

/** A change as one item and the items that its large values were moved to, to be written before it. */
export interface Parts {
  readonly item: Item;
  readonly values: readonly Item[];
}

/** Moves values that are too large for an item into items of their own. */
export function splitLargeValues(item: Item, bucket: string, id: string): Parts {
  const size = (name: string) => Buffer.byteLength(item[name]?.S ?? '');
  if (size('before') + size('after') <= LARGEST_INLINE) return { item, values: [] };
  const values: Item[] = [];
  const slim = { ...item };
  for (const name of ['before', 'after']) {
    const text = item[name]?.S;
    if (text === undefined) continue;
    const parts = text.match(PART) ?? [];
    for (const [index, part] of parts.entries()) {
      const sk = partKey(id, name, index);
      values.push({ ...marshall({ pk: bucketKey(bucket), sk, text: part }), ...expiryOf(item) });
    }
    slim[name] = { N: String(parts.length) };
  }
  return { item: slim, values };
}

/** Puts a change's large values back, by a function that reads the items of those keys. */
export async function joinLargeValues(
  item: Item,
  bucket: string,
  id: string,
  get: (key: Item) => Promise<Item | undefined>,
): Promise<Item> {
  const whole = { ...item };
  for (const name of ['before', 'after']) {
    const count = item[name]?.N;
    if (count === undefined) continue;
    const parts = await Promise.all(
      Array.from({ length: Number(count) }, (_, part) =>
        get(marshall({ pk: bucketKey(bucket), sk: partKey(id, name, part) })),
      ),
    );
    if (parts.includes(undefined))
      throw new Error(`change ${id}: a part of its ${name} is missing`);
    whole[name] = { S: parts.map((part) => part?.['text']?.S ?? '').join('') };
  }
  return whole;
}

function partKey(id: string, name: string, part: number): string {
  return `value#${id}#${name}#${String(part).padStart(4, '0')}`;
}

function expiryOf(item: Item): Item {
  return item['expiresAt'] === undefined ? {} : { expiresAt: item['expiresAt'] };
}
