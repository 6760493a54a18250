import * as v from 'valibot';
import { requireWithinBounds } from '../bounds.ts';
import { readApiCall } from './api-call.ts';
import { readConfigEvaluation } from './config-evaluation.ts';
import { Envelope } from './envelope.ts';
import { isRecord } from './lenient.ts';
import { ignored, type Message, malformed, type Own } from './message.ts';
import { readSuspectEdit, SUSPECT_EDIT } from './suspect-edit.ts';

export type { Message } from './message.ts';

/**
 * Reads a message of the events queue: an EventBridge event as JSON text. Never throws.
 *
 * Lenient on everything that only people read, so that an odd field never loses a look; strict on
 * the bucket's name, Region and account, on which a write depends. What is too large or nested too deep is
 * malformed, as is whatever an error keeps from being read: another try would end the same.
 *
 * @param arrivedAt when the queue took the message (ISO 8601, UTC): the trigger's time where the event tells none
 */
export function readMessage(body: string, own: Own, arrivedAt?: string): Message {
  try {
    requireWithinBounds(body, 'the message');
    return readEvent(body, own, arrivedAt);
  } catch (error) {
    return malformed(error instanceof Error ? error.message : String(error));
  }
}

function readEvent(body: string, own: Own, arrivedAt: string | undefined): Message {
  let event: unknown;
  try {
    event = JSON.parse(body);
  } catch (error) {
    return malformed(`not JSON: ${(error as Error).message}`);
  }
  if (!isRecord(event)) return malformed('not an event: JSON, but not an object');
  const envelope = v.parse(Envelope, event);
  const detailType = envelope['detail-type'];
  if (detailType === undefined) return malformed('not an event: no detail-type');
  const read = READERS.get(detailType);
  if (read === undefined)
    return ignored('unknown-detail-type', `${envelope.source ?? 'no source'}: ${detailType}`);
  if (!isRecord(envelope.detail)) return malformed(`${detailType}: detail is not an object`);
  return read(envelope, own, arrivedAt);
}

const READERS = new Map<string, (envelope: Envelope, own: Own, arrivedAt?: string) => Message>([
  ['AWS API Call via CloudTrail', readApiCall],
  ['Config Rules Compliance Change', readConfigEvaluation],
  [SUSPECT_EDIT, readSuspectEdit],
]);
