import { type Assumptions, HOURS_A_MONTH } from './assumptions.ts';
import { billedMs, gigabyteSeconds } from './lambda-time.ts';
import { type Line, line } from './line.ts';
import { MEASURED } from './measured.ts';
import { PRICES } from './prices.ts';
import { REQUESTS_A_MESSAGE } from './sweep-lines.ts';

const BYTES_A_GB = 1e9;

/** What it costs to notice that nothing comes any more: an hourly heartbeat, and the alarms. */
export function silenceLines({ callMs, coldStartMs, platformLogBytes }: Assumptions): Line[] {
  const beats = HOURS_A_MONTH;
  // Nothing else keeps an instance for an hour, and all that it waits for is the journal.
  const ms = billedMs({ rounds: 1, callMs, ownMs: MEASURED.compliantOwnMs.value }) + coldStartMs;
  const logBytes = MEASURED.heartbeatLogBytes.value + platformLogBytes;
  return [
    line(PRICES.schedulerInvocations, 'heartbeats', beats),
    line(PRICES.eventbridgeEvents, 'heartbeats', beats),
    line(PRICES.lambdaDuration, 'heartbeats', gigabyteSeconds(beats * ms)),
    line(PRICES.lambdaRequests, 'heartbeats', beats),
    // S3 bills no request that deletes.
    line(PRICES.dynamodbWrites, 'heartbeats', beats),
    line(PRICES.sqsRequests, 'heartbeats', beats * REQUESTS_A_MESSAGE),
    line(PRICES.logsIngested, 'heartbeats', (beats * logBytes) / BYTES_A_GB),
    line(PRICES.customMetrics, 'of heartbeats, sent every hour', 1),
    line(
      PRICES.alarms,
      'on silence, by the metrics that they watch',
      MEASURED.silenceMetrics.value,
    ),
  ];
}
