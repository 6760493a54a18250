import { ListBucketsCommand, type S3Client } from '@aws-sdk/client-s3';

/** A page of the account's buckets. */
export interface BucketPage {
  /** Region is undefined where S3 did not say it. */
  readonly buckets: readonly { readonly name: string; readonly region: string | undefined }[];
  /** For the next page; undefined on the last. */
  readonly next: string | undefined;
}

/** Which page, of which buckets. */
export interface PageQuery {
  /** Of the page before it; undefined for the first. */
  readonly token: string | undefined;
  readonly prefix?: string | undefined;
  /** Accounts with more than 10,000 buckets get no list that is not asked for by pages. */
  readonly size?: number | undefined;
}

/** Lists one page of the account's general purpose buckets, of every Region. */
export async function listBucketPage(
  s3: S3Client,
  { token, prefix, size = 1_000 }: PageQuery,
): Promise<BucketPage> {
  const { Buckets = [], ContinuationToken } = await s3.send(
    new ListBucketsCommand({ MaxBuckets: size, ContinuationToken: token, Prefix: prefix }),
  );
  return {
    buckets: Buckets.flatMap(({ Name, BucketRegion }) =>
      Name === undefined ? [] : [{ name: Name, region: BucketRegion }],
    ),
    next: ContinuationToken,
  };
}
