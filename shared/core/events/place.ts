import * as v from 'valibot';

/**
 * What a write depends on is read strictly: a wrong guess would change somebody else's bucket.
 */

/**
 * A general-purpose bucket's name. Wider than today's rule of 3 to 63 lower-case letters, digits,
 * dots and hyphens: buckets made in us-east-1 before March 2018 may have up to 255 characters,
 * capitals and underscores. A name of dots only would be a path, not a bucket.
 */
const BucketName = v.pipe(v.string(), v.regex(/^(?=.*[A-Za-z0-9])[A-Za-z0-9._-]{3,255}$/));

const Region = v.pipe(v.string(), v.regex(/^[a-z]{2,5}(-[a-z]+){1,2}-\d{1,2}$/));

const Account = v.pipe(v.string(), v.regex(/^\d{12}$/));

/** Whether S3 can have a bucket of this name. */
export function isBucketName(name: string): boolean {
  return v.is(BucketName, name);
}

/** Whether the name is that of an S3 Express directory bucket, which has none of our settings. */
export function isDirectoryBucketName(name: string): boolean {
  return name.endsWith('--x-s3');
}

/** The first of the candidates that is a Region's name. */
export function firstRegion(...candidates: (string | undefined)[]): string | undefined {
  return candidates.find((candidate) => v.is(Region, candidate));
}

/** The candidates that are account ids. */
export function accountsAmong(...candidates: (string | undefined)[]): string[] {
  return candidates.filter(
    (candidate) => candidate !== undefined && v.is(Account, candidate),
  ) as string[];
}

/** Name of the bucket that an ARN names; undefined for objects, access points and other services. */
export function bucketOfArn(arn: string | undefined): string | undefined {
  return arn === undefined ? undefined : /^arn:[a-z-]+:s3:::([^/:*?]+)$/.exec(arn)?.[1];
}
