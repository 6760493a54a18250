import { ListBucketsCommand, type S3Client } from '@aws-sdk/client-s3';

/** Accounts with more than 10,000 buckets get no list that is not asked for by pages. */
const PAGE = 1_000;

/** A page of the account's buckets. */
export interface BucketPage {
  /** Region is undefined where S3 did not say it. */
  readonly buckets: readonly { readonly name: string; readonly region: string | undefined }[];
  /** For the next page; undefined on the last. */
  readonly next: string | undefined;
}

/** Lists one page of the account's general purpose buckets, of every Region. */
export async function listBucketPage(
  s3: S3Client,
  token: string | undefined,
  prefix?: string,
): Promise<BucketPage> {
  const { Buckets = [], ContinuationToken } = await s3.send(
    new ListBucketsCommand({ MaxBuckets: PAGE, ContinuationToken: token, Prefix: prefix }),
  );
  return {
    buckets: Buckets.flatMap(({ Name, BucketRegion }) =>
      Name === undefined ? [] : [{ name: Name, region: BucketRegion }],
    ),
    next: ContinuationToken,
  };
}
