import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** What a list or map takes besides its elements, and each element besides its value. */
const CONTAINER_BYTES = 3;
const ELEMENT_BYTES = 1;

/** The size of an item by DynamoDB's rules: names and values, in UTF-8. */
export function itemBytes(item: Readonly<Record<string, AttributeValue>>): number {
  return Object.entries(item).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + valueBytes(value),
    0,
  );
}

function valueBytes(value: AttributeValue): number {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  // Two digits a byte, and one for the number itself.
  if (value.N !== undefined) return Math.ceil(value.N.length / 2) + 1;
  if (value.L !== undefined) {
    return value.L.reduce((sum, each) => sum + ELEMENT_BYTES + valueBytes(each), CONTAINER_BYTES);
  }
  if (value.M !== undefined) {
    const elements = Object.keys(value.M).length * ELEMENT_BYTES;
    return CONTAINER_BYTES + elements + itemBytes(value.M);
  }
  return 1;
}
