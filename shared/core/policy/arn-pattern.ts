import type { Bucket } from '../../model/resource.ts';
import type { Certainty } from './certainty.ts';
import { coversPrefix, hasPolicyVariable, matchesWildcard } from './wildcard.ts';

/** Whether a Resource pattern covers the bucket's own ARN. */
export function coversBucket(pattern: string, bucket: Pick<Bucket, 'name' | 'partition'>): boolean {
  const resource = resourceField(pattern, bucket.partition);
  return resource !== undefined && matchesWildcard(resource, bucket.name);
}

/** Whether a Resource pattern covers the ARN of every object of the bucket, whatever its key. */
export function coversObjects(
  pattern: string,
  bucket: Pick<Bucket, 'name' | 'partition'>,
): boolean {
  const resource = resourceField(pattern, bucket.partition);
  return resource !== undefined && coversPrefix(resource, `${bucket.name}/`);
}

/** Whether a Resource pattern covers the ARN of a bucket or an object in a partition. */
export function resourceCovers(pattern: string, arn: string, partition: string): Certainty {
  if (hasPolicyVariable(pattern)) return 'unsure';
  const resource = resourceField(pattern, partition);
  if (resource === undefined) return matchesWildcard(pattern, arn) ? 'unsure' : 'no';
  return matchesWildcard(resource, arn.slice(arn.lastIndexOf(':') + 1)) ? 'yes' : 'no';
}

/**
 * The last field of an S3 ARN pattern, if its other fields match the ARNs of a partition's buckets.
 * Wildcards are matched field by field, as IAM documents them; a pattern with fewer fields is left
 * out, because sources disagree on what it stands for. Nor does a policy variable cover anything: no
 * bucket's ARN has its `$`.
 */
function resourceField(pattern: string, partition: string): string | undefined {
  if (pattern === '*') return '*';
  const [arn, partitionField, service, region, account, ...resource] = pattern.split(':');
  const matches =
    arn === 'arn' &&
    service === 's3' &&
    partitionField !== undefined &&
    matchesWildcard(partitionField, partition) &&
    /^\**$/.test(region ?? '?') &&
    /^\**$/.test(account ?? '?') &&
    resource.length > 0;
  return matches ? resource.join(':') : undefined;
}
