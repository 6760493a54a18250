/** List prices of us-east-1 in dollars. */
const PRICES = {
  lambdaGigabyteSecond: 0.000_016_666_7,
  lambdaRequest: 0.000_000_2,
  s3List: 0.000_005,
  s3Read: 0.000_000_4,
  dynamodbRead: 0.000_000_125,
  sqsRequest: 0.000_000_4,
} as const;

const PAGE = 1000;
/** Each message is sent, received and deleted. */
const REQUESTS_A_MESSAGE = 3;

/** What a sweep is made of, for its price. */
export interface SweepWork {
  readonly buckets: number;
  readonly s3ReadsABucket: number;
  readonly dynamodbReadsABucket: number;
  /** Of one instance. */
  readonly bucketsASecond: number;
  readonly chunk: number;
  readonly gigabytes: number;
}

/** What a sweep in which nothing has to be repaired costs, in dollars. */
export function priceOf(work: SweepWork): number {
  const { buckets } = work;
  const chunks = Math.ceil(buckets / work.chunk);
  const seconds = buckets / work.bucketsASecond;
  return (
    Math.ceil(buckets / PAGE) * PRICES.s3List +
    buckets * work.s3ReadsABucket * PRICES.s3Read +
    buckets * work.dynamodbReadsABucket * PRICES.dynamodbRead +
    chunks * (REQUESTS_A_MESSAGE * PRICES.sqsRequest + PRICES.lambdaRequest) +
    seconds * work.gigabytes * PRICES.lambdaGigabyteSecond
  );
}
