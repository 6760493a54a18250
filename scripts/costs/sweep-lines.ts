import type { Assumptions } from './assumptions.ts';
import { DAYS_A_MONTH } from './assumptions.ts';
import { readUnits, storedBytes, transactionalWriteUnits, writeUnits } from './dynamodb-units.ts';
import { gigabyteSeconds, sweptMs } from './lambda-time.ts';
import { type Line, line } from './line.ts';
import { MEASURED } from './measured.ts';
import { PRICES } from './prices.ts';

/** Each message is sent, received and deleted. */
export const REQUESTS_A_MESSAGE = 3;
/** Rounds of calls around the looks of a chunk, and for a page of the list: see shared/aws/sweep/. */
const CHUNK_ROUNDS = 5;
const PAGE_ROUNDS = 7;
/** To begin, to list and to finish. */
const OTHER_MESSAGES = 3;
/** Records of the sweep that are read and written to begin and to end it. */
const OTHER_READS = 4;
const OTHER_WRITES = 6;
/** The record of a chunk in which there was nothing to find is below one unit. */
const CHUNK_BYTES = 120;
const BYTES_A_GB = 1e9;

/** Sweeps to price. */
export interface Sweeps {
  readonly buckets: number;
  /** How many of them. */
  readonly sweeps: number;
  readonly chunkBuckets: number;
  /** Own work a bucket. */
  readonly ownMs: number;
}

/** What sweeps cost that find nothing to repair. */
export function sweepLines(
  { buckets, sweeps, chunkBuckets, ownMs }: Sweeps,
  { callMs, platformLogBytes, mailAddresses }: Assumptions,
): Line[] {
  const pages = Math.ceil(buckets / MEASURED.pageBuckets.value);
  const chunks = Math.ceil(buckets / chunkBuckets);
  const pageBytes = Math.min(buckets, MEASURED.pageBuckets.value) * MEASURED.pageBytesABucket.value;
  const recordWrite = transactionalWriteUnits(MEASURED.sweepBytes.value);
  const messages = chunks + OTHER_MESSAGES;
  const ms =
    buckets * sweptMs(callMs, ownMs) + (chunks * CHUNK_ROUNDS + pages * PAGE_ROUNDS) * callMs;
  const reads =
    OTHER_READS +
    buckets * MEASURED.sweptStateReads.value +
    chunks * (3 + readUnits(pageBytes)) +
    pages * (2 + readUnits(pageBytes));
  const writes =
    OTHER_WRITES +
    chunks * (recordWrite + transactionalWriteUnits(CHUNK_BYTES)) +
    pages *
      (recordWrite + transactionalWriteUnits(pageBytes) + writeUnits(MEASURED.sweepBytes.value));
  const logBytes = MEASURED.sweepLogBytes.value + messages * platformLogBytes;
  return [
    line(PRICES.lambdaDuration, 'sweeps', sweeps * gigabyteSeconds(ms)),
    line(PRICES.lambdaRequests, 'sweeps', sweeps * messages),
    line(PRICES.s3Reads, 'sweeps', sweeps * buckets * MEASURED.settingsRead.value),
    line(PRICES.s3Writes, 'sweeps: the list of buckets', sweeps * pages),
    line(PRICES.dynamodbReads, 'sweeps', sweeps * reads),
    line(PRICES.dynamodbWrites, 'sweeps: pages and chunks', sweeps * writes),
    line(PRICES.sqsRequests, 'sweeps', sweeps * messages * REQUESTS_A_MESSAGE),
    line(PRICES.snsPublishes, 'summaries of sweeps', sweeps),
    line(PRICES.snsMails, 'summaries of sweeps', sweeps * mailAddresses),
    line(PRICES.schedulerInvocations, 'sweeps', sweeps),
    line(PRICES.logsIngested, 'sweeps', (sweeps * logBytes) / BYTES_A_GB),
  ];
}

/** What the journal holds of sweeps, in bytes: they are kept for a while. */
export function sweepStorageBytes(buckets: number, sweepsAMonth: number): number {
  const kept = (sweepsAMonth * MEASURED.sweepDays.value) / DAYS_A_MONTH;
  const chunks = Math.ceil(buckets / MEASURED.chunkBuckets.value);
  return (
    kept *
    (buckets * MEASURED.pageBytesABucket.value +
      chunks * storedBytes(CHUNK_BYTES) +
      storedBytes(MEASURED.sweepBytes.value))
  );
}
