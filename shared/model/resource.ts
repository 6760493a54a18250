/** What can be judged. */
export type ResourceKind = 'bucket' | 'account' | 'kms-key';

/** What is judged: everything that a write needs to reach exactly this one. */
export interface ResourceOf<Kind extends ResourceKind> {
  readonly kind: Kind;
  /** A bucket's name, an account's twelve digits, a KMS key's id. */
  readonly name: string;
  /** Region that it lives in, as in `eu-central-1`; of an account the home Region. */
  readonly region: string;
  /** Twelve digits: the account that owns it. */
  readonly account: string;
  /** `aws`, `aws-cn`, `aws-us-gov`, `aws-eusc`, …: the first field of its ARN. */
  readonly partition: string;
}

export type Bucket = ResourceOf<'bucket'>;
type Account = ResourceOf<'account'>;
type KmsKey = ResourceOf<'kms-key'>;
export type Resource = Bucket | Account | KmsKey;

/** The bucket's own ARN, which bucket-level actions name as their resource. */
export function bucketArn(bucket: Pick<Bucket, 'name' | 'partition'>): string {
  return `arn:${bucket.partition}:s3:::${bucket.name}`;
}

/** The ARN that covers every object of the bucket, which object-level actions name. */
export function objectsArn(bucket: Pick<Bucket, 'name' | 'partition'>): string {
  return `${bucketArn(bucket)}/*`;
}
