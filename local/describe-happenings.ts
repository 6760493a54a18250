import type { PublishedAlert } from './follow-alerts.ts';
import type { BusEvent } from './gateway/bus.ts';
import type { Call } from './gateway/calls.ts';

/** Parts of a CloudTrail event, where an event is one. */
interface CloudTrailDetail {
  eventName?: string;
  errorCode?: string;
  userIdentity?: {
    type?: string;
    userName?: string;
    sessionContext?: { sessionIssuer?: { userName?: string } };
  };
  requestParameters?: { bucketName?: string; keyId?: string };
}

/** One line for an event: what was done, to which bucket or key if to one, by whom, and in which Region. */
export function eventLine(event: BusEvent): string {
  const detail = event.detail as CloudTrailDetail;
  const { eventName, errorCode, userIdentity: who } = detail;
  const where = event.region === undefined ? '' : ` in ${event.region}`;
  if (!eventName) return `event  ${event['detail-type']} from ${event.source}${where}`;
  const name = who?.userName ?? who?.sessionContext?.sessionIssuer?.userName ?? who?.type;
  const outcome = errorCode ? ` (refused: ${errorCode})` : '';
  const { bucketName, keyId } = detail.requestParameters ?? {};
  const what = [eventName, bucketName ?? keyId].filter(Boolean).join(' ');
  return `event  ${what} by ${name ?? 'somebody'}${where}${outcome}`;
}

/** One line for a call of the service that changed a bucket, the account or a key, or undefined for any other call. */
export function fixLine(call: Call): string | undefined {
  const changes = /^(Put|Delete|Enable)/.test(call.operation);
  const isFix = ['s3', 's3-control', 'kms'].includes(call.service) && changes;
  if (call.caller !== 'service' || !isFix) return undefined;
  const outcome = call.status < 300 ? '' : ` (refused: ${call.status})`;
  return `fix    ${[call.operation, call.bucket].filter(Boolean).join(' ')}${outcome}`;
}

/** One line for an alert: its subject, or the start of its message. */
export function alertLine({ Subject, Message }: PublishedAlert): string {
  return `alert  ${Subject ?? Message.slice(0, 120)}`;
}
