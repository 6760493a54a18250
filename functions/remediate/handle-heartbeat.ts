import { isRecent } from '../../shared/core/events/heartbeat.ts';
import type { Service } from './handle-bucket.ts';
import type { MessageEnd } from './telemetry.ts';

/**
 * How a heartbeat ends: as one where it came in time, which the alarm counts, and is remembered.
 * @param sentAt ISO 8601
 */
export async function handleHeartbeat(
  { heartbeats, telemetry }: Pick<Service, 'heartbeats' | 'telemetry'>,
  sentAt: string,
  nowMs: number,
): Promise<Required<Pick<MessageEnd, 'outcome' | 'reason'>>> {
  const reason = `sent at ${sentAt}`;
  if (!isRecent(nowMs - Date.parse(sentAt))) {
    return { outcome: 'ignored', reason: `late-heartbeat: ${reason}` };
  }
  try {
    await heartbeats.note({ sentAt, heardAtMs: nowMs });
  } catch (error) {
    telemetry.sideFailure('a heartbeat was heard and could not be remembered', error);
  }
  return { outcome: 'heartbeat', reason };
}
