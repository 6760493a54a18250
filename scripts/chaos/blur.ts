import { setTimeout as sleep } from 'node:timers/promises';
import type { LocalAws } from '../../local/start.ts';

/** Every so manieth bucket's configuration is read late. */
const ONE_IN = 5;
/** Both reads of a look see what was there before the last write. */
const READS = 2;
const EVERY_MS = 2_000;

/** The buckets of which the service sees, now and then, what was there before. */
export function blurredOf(buckets: readonly string[]): string[] {
  return buckets.filter((_, index) => index % ONE_IN === 0);
}

/** Has reads of some buckets be stale again and again, until the signal. */
export async function blur(
  aws: Pick<LocalAws, 'setStaleReads'>,
  buckets: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const reads = buckets.flatMap((bucket) =>
    ['GetBucketPolicy', 'GetBucketEncryption'].map((operation) => ({
      operation,
      bucket,
      caller: 'service' as const,
      times: READS,
    })),
  );
  while (!signal.aborted) {
    await aws.setStaleReads(reads);
    await sleep(EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
  await aws.setStaleReads([]);
}
