import { BucketElsewhereError } from '../aws/errors.ts';
import type { Bucket } from '../model/resource.ts';

/**
 * Does something with a bucket in the Region that it really is in: it may have been made anew elsewhere since
 * somebody said where it is.
 * @throws as `attempt` does; another Region only where the bucket moved once more.
 */
export async function whereItIs<Value>(
  bucket: Bucket,
  attempt: (bucket: Bucket) => Promise<Value>,
): Promise<Value> {
  try {
    return await attempt(bucket);
  } catch (error) {
    if (!(error instanceof BucketElsewhereError)) throw error;
    return attempt({ ...bucket, region: error.region });
  }
}
