import { setTimeout as sleep } from 'node:timers/promises';
import type { Call } from '../../local/gateway/calls.ts';
import type { ConnectedAws, LocalAws } from '../../local/start.ts';
import { encryptionDeleted } from './buckets.ts';

/** What the function logged of one look at a bucket. */
export interface LoggedReconcile {
  readonly bucket: string;
  readonly outcome: string;
  /** From the message being taken up to the alert being published, as the function measured it. */
  readonly durationMs: number;
}

/** Nothing was called for so long: the look is over. */
const SILENCE_MS = 250;
const PATIENCE_MS = 60_000;

/**
 * Puts one event about a bucket on the bus and waits until the service has done with it.
 * Watches the gateway from within this process: asking would cost the two time that is measured.
 * @returns the service's calls.
 */
export async function haveLookedAt(
  aws: LocalAws,
  bucket: string,
  latencyMs: number,
): Promise<Call[]> {
  await aws.clearCalls();
  let lastCall: number | undefined;
  const watch = (call: Call) => {
    if (call.caller === 'service') lastCall = performance.now();
  };
  aws.happenings.on('call', watch);
  try {
    const started = performance.now();
    await aws.putEvent(encryptionDeleted(aws, bucket));
    // A call is seen when it has its answer, so the next may take as long again to show.
    while (lastCall === undefined || performance.now() - lastCall < SILENCE_MS + 2 * latencyMs) {
      if (performance.now() - started > PATIENCE_MS) {
        throw new Error(`the service did not finish with ${bucket} within ${PATIENCE_MS} ms`);
      }
      await sleep(20);
    }
  } finally {
    aws.happenings.off('call', watch);
  }
  return (await aws.calls()).filter((call) => call.caller === 'service');
}

/**
 * The looks that the function logged, oldest first, once there are as many as expected.
 * @throws where they do not come.
 */
export async function loggedReconciles(
  aws: ConnectedAws,
  expected: number,
): Promise<LoggedReconcile[]> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const looks = reconcilesIn(await aws.logs());
    if (looks.length >= expected) return looks;
    await sleep(200);
  }
  throw new Error(`the function did not log ${expected} looks`);
}

/** The looks among the lines of a log. */
export function reconcilesIn(lines: readonly string[]): LoggedReconcile[] {
  return lines.flatMap((line) => {
    if (!line.includes('"looked at a bucket"')) return [];
    const { bucket, outcome, durationMs } = JSON.parse(line.slice(line.indexOf('{')));
    return [{ bucket, outcome, durationMs }];
  });
}
