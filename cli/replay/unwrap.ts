import { isRecord } from '../../shared/core/events/lenient.ts';
import { CliError } from '../shared/cli-error.ts';

/** An EventBridge event, as the queue would carry it. */
export interface UnwrappedEvent {
  /** The queue message's body. */
  readonly body: string;
  /** Undefined where the body is no JSON object: no rule would have picked it up. */
  readonly event?: Readonly<Record<string, unknown>>;
  /** What the file held. */
  readonly form: 'EventBridge event' | 'sample of events/' | 'CloudTrail record';
}

/**
 * Finds the event in a text: an EventBridge event, a sample of `events/` around one, or a CloudTrail record, for which
 * the envelope is made.
 * @throws {CliError} where it is none of these.
 */
export function unwrapEvent(text: string): UnwrappedEvent {
  const given = parse(text);
  if ('detail-type' in given) return { body: text, event: given, form: 'EventBridge event' };
  if ('expect' in given && ('event' in given || 'body' in given)) return fromSample(given);
  if (isCloudTrailRecord(given)) return recordEvent(given);
  throw new CliError(
    'this is no event: expected an EventBridge event (with a detail-type), a CloudTrail record (with an eventName), or a file of events/.',
  );
}

function fromSample({ event, body }: Record<string, unknown>): UnwrappedEvent {
  return {
    body: typeof body === 'string' ? body : JSON.stringify(event),
    ...(isRecord(event) ? { event } : {}),
    form: 'sample of events/',
  };
}

/** Whether a value is a record of CloudTrail. */
export function isCloudTrailRecord(value: unknown): value is Record<string, unknown> {
  return isRecord(value) && 'eventName' in value;
}

/** A CloudTrail record as EventBridge would have sent it. */
export function recordEvent(record: Readonly<Record<string, unknown>>): UnwrappedEvent {
  const event = envelopeOf(record);
  return { body: JSON.stringify(event), event, form: 'CloudTrail record' };
}

/** What EventBridge puts around what CloudTrail recorded. */
function envelopeOf(record: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const service = String(record['eventSource'] ?? '').split('.')[0];
  const identity = isRecord(record['userIdentity']) ? record['userIdentity'] : {};
  return {
    version: '0',
    id: record['eventID'],
    source: `aws.${service}`,
    'detail-type': 'AWS API Call via CloudTrail',
    account: record['recipientAccountId'] ?? identity['accountId'],
    time: record['eventTime'],
    region: record['awsRegion'],
    resources: [],
    detail: record,
  };
}

function parse(text: string): Record<string, unknown> {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch (error) {
    throw new CliError(`this is no event: ${(error as Error).message}`, { cause: error });
  }
  if (isRecord(given)) return given;
  throw new CliError('this is no event: it is JSON, but not an object.');
}
