import { type Assumptions, DAYS_A_MONTH, MINUTES_A_MONTH } from './assumptions.ts';
import { storedBytes, transactionalWriteUnits, writeUnits } from './dynamodb-units.ts';
import { billedMs, gigabyteSeconds } from './lambda-time.ts';
import { type Line, line } from './line.ts';
import { MEASURED } from './measured.ts';
import { PRICES } from './prices.ts';
import { REQUESTS_A_MESSAGE } from './sweep-lines.ts';

const BYTES_A_GB = 1e9;

/** Looks of a month that events ask for. */
export interface Looks {
  readonly compliant: number;
  readonly broken: number;
}

export function reconcilesOf(buckets: number, { eventsABucket, shareBroken }: Assumptions): Looks {
  const all = buckets * eventsABucket;
  return { compliant: all * (1 - shareBroken), broken: all * shareBroken };
}

/** What looks after events cost, each in a batch of its own. */
export function reconcileLines(
  { compliant, broken }: Looks,
  { callMs, coldStartMs, idleMinutes, mailAddresses, platformLogBytes }: Assumptions,
): Line[] {
  const all = compliant + broken;
  const coldStarts = Math.min(all, MINUTES_A_MONTH / idleMinutes);
  const compliantMs = billedMs({
    rounds: MEASURED.compliantRounds.value,
    callMs,
    ownMs: MEASURED.compliantOwnMs.value,
  });
  const brokenMs = billedMs({
    rounds: MEASURED.brokenRounds.value,
    callMs,
    ownMs: MEASURED.brokenOwnMs.value,
  });
  const ms = compliant * compliantMs + broken * brokenMs + coldStarts * coldStartMs;
  const reads = all * MEASURED.settingsRead.value + broken * MEASURED.readsAgain.value;
  const logBytes =
    compliant * MEASURED.compliantLogBytes.value +
    broken * MEASURED.brokenLogBytes.value +
    all * platformLogBytes;
  const alerts = broken * MEASURED.publishes.value;
  return [
    line(PRICES.eventbridgeEvents, 'calls that the rules pass on', all),
    line(PRICES.lambdaDuration, 'looks after events', gigabyteSeconds(ms)),
    line(PRICES.lambdaRequests, 'looks after events', all),
    line(PRICES.s3Reads, 'looks after events', reads),
    line(PRICES.s3Writes, 'repairs', broken * MEASURED.settingsWritten.value),
    line(PRICES.dynamodbReads, 'looks after events', all * MEASURED.stateReads.value),
    line(PRICES.dynamodbWrites, 'changes, before and after', broken * repairWriteUnits()),
    line(PRICES.sqsRequests, 'events', all * REQUESTS_A_MESSAGE),
    line(PRICES.snsPublishes, 'alerts', alerts),
    line(PRICES.snsMails, 'alerts', alerts * mailAddresses),
    line(PRICES.logsIngested, 'looks after events', logBytes / BYTES_A_GB),
  ];
}

/** The state and each change are written in a transaction before the repair and once more after it; the index follows. */
export function repairWriteUnits(): number {
  const { stateBytes, changeBytes, settingsWritten } = MEASURED;
  const change = transactionalWriteUnits(changeBytes.value) + writeUnits(changeBytes.value);
  return 2 * (transactionalWriteUnits(stateBytes.value) + settingsWritten.value * change);
}

/** What the journal holds of repairs once it is as full as it gets, in bytes. */
export function repairStorageBytes({ broken }: Looks): number {
  const { stateBytes, changeBytes, settingsWritten, journalDays } = MEASURED;
  const months = journalDays.value / DAYS_A_MONTH;
  // Each change is in the table and, whole, in the index by time.
  const changes = 2 * settingsWritten.value * storedBytes(changeBytes.value);
  return broken * months * (changes + storedBytes(stateBytes.value));
}
