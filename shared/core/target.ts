/** What is judged: a bucket. Everything that a write needs to reach exactly this one. */
export interface Bucket {
  readonly name: string;
  /** Region that the bucket lives in, as in `eu-central-1`. */
  readonly region: string;
  /** Twelve digits: the account that owns the bucket. */
  readonly account: string;
  /** `aws`, `aws-cn`, `aws-us-gov`, `aws-eusc`, …: the first field of the bucket's ARN. */
  readonly partition: string;
}

/** The bucket's own ARN, which bucket-level actions name as their resource. */
export function bucketArn(bucket: Pick<Bucket, 'name' | 'partition'>): string {
  return `arn:${bucket.partition}:s3:::${bucket.name}`;
}

/** The ARN that covers every object of the bucket, which object-level actions name. */
export function objectsArn(bucket: Pick<Bucket, 'name' | 'partition'>): string {
  return `${bucketArn(bucket)}/*`;
}
