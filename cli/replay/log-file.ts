import { gunzipSync } from 'node:zlib';
import { isRecord } from '../../shared/core/events/lenient.ts';
import { CliError } from '../shared/cli-error.ts';
import { isCloudTrailRecord, recordEvent, type UnwrappedEvent, unwrapEvent } from './unwrap.ts';

/** The largest log file that is read, unpacked: CloudTrail's own are some megabytes at most. */
const LARGEST_BYTES = 256 * 1024 * 1024;

/** The events of a file, and of how many records they were taken. */
export interface ReplayedFile {
  readonly events: readonly UnwrappedEvent[];
  /** Records of a log file; undefined where the file is one event. */
  readonly records?: number;
}

/** A file's text; a log file as it lies in the trail's bucket is packed with gzip. @throws {CliError} where it cannot be unpacked. */
export function textOf(file: Buffer): string {
  if (file[0] !== 0x1f || file[1] !== 0x8b) return file.toString('utf8');
  try {
    return gunzipSync(file, { maxOutputLength: LARGEST_BYTES }).toString('utf8');
  } catch (error) {
    throw new CliError(`this is no event: ${(error as Error).message}`, { cause: error });
  }
}

/**
 * The events of a file: the one that it holds, or of a CloudTrail log file the record of an event id, or else every S3
 * management call that changes something.
 * @throws {CliError} where it holds no event, or none of that id.
 */
export function eventsOf(text: string, eventId?: string): ReplayedFile {
  const records = logRecords(text);
  if (records === undefined) {
    const event = unwrapEvent(text);
    const id = isRecord(event.event?.['detail']) ? event.event['detail']['eventID'] : undefined;
    if (eventId !== undefined && id !== eventId) throw noSuchEvent(eventId);
    return { events: [event] };
  }
  const chosen = records.filter((record) =>
    eventId === undefined ? isChange(record) : record['eventID'] === eventId,
  );
  if (eventId !== undefined && chosen.length === 0) throw noSuchEvent(eventId);
  return { events: chosen.map(recordEvent), records: records.length };
}

function noSuchEvent(eventId: string): CliError {
  return new CliError(`there is no record with the eventID ${eventId} in this file.`);
}

/** The records of a log file; undefined where the text is none. */
function logRecords(text: string): Record<string, unknown>[] | undefined {
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch {
    return undefined;
  }
  const records = isRecord(file) ? file['Records'] : undefined;
  return Array.isArray(records) ? records.filter(isCloudTrailRecord) : undefined;
}

/** Whether a record is a call that can have changed a bucket's settings: the others are ignored, whatever they say. */
function isChange({
  eventSource,
  eventCategory,
  readOnly,
  managementEvent,
}: Record<string, unknown>) {
  return (
    eventSource === 's3.amazonaws.com' &&
    eventCategory !== 'Data' &&
    String(managementEvent) !== 'false' &&
    String(readOnly) !== 'true'
  );
}
