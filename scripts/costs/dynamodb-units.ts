const WRITE_UNIT_BYTES = 1024;
const READ_UNIT_BYTES = 4096;
/** DynamoDB stores so much more of each item, in the table and in an index. */
const ITEM_OVERHEAD_BYTES = 100;

export function writeUnits(bytes: number): number {
  return Math.ceil(bytes / WRITE_UNIT_BYTES);
}

/** Each item of a transaction is written twice. */
export function transactionalWriteUnits(bytes: number): number {
  return 2 * writeUnits(bytes);
}

/** Of a strongly consistent read. */
export function readUnits(bytes: number): number {
  return Math.ceil(bytes / READ_UNIT_BYTES);
}

export function storedBytes(bytes: number): number {
  return bytes + ITEM_OVERHEAD_BYTES;
}
