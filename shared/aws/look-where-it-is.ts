import type { Report } from '../core/report.ts';
import type { Bucket } from '../core/target.ts';
import { BucketElsewhereError } from './errors.ts';
import { look } from './look.ts';
import type { LookResult, LookServices } from './look-services.ts';

/**
 * Looks at a bucket in the Region that it really is in: it may have been made anew elsewhere since its event.
 * @throws as `look` does; another Region only where the bucket moved once more.
 */
export async function lookWhereItIs(
  services: LookServices,
  bucket: Bucket,
  causes: Report['causes'],
): Promise<LookResult> {
  try {
    return await look(services, bucket, causes);
  } catch (error) {
    if (!(error instanceof BucketElsewhereError)) throw error;
    return look(services, { ...bucket, region: error.region }, causes);
  }
}
