/**
 * Cuts a page into chunks of about one size, none more than half as large again: a few buckets beyond it are no chunk
 * of their own, for which one more function would have to start.
 * @param size buckets a chunk, 1 or more.
 */
export function inChunks<Bucket>(buckets: readonly Bucket[], size: number): readonly Bucket[][] {
  const wanted = Math.max(1, Math.round(buckets.length / size));
  const each = Math.max(1, Math.ceil(buckets.length / wanted));
  return Array.from({ length: Math.ceil(buckets.length / each) }, (_, index) =>
    buckets.slice(index * each, (index + 1) * each),
  );
}
