import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { eventsOf, textOf } from '../../../cli/replay/log-file.ts';
import { unwrapEvent } from '../../../cli/replay/unwrap.ts';

const record = (eventID: string, more: object = {}) => ({
  ...{ eventID, eventSource: 's3.amazonaws.com', eventName: 'PutBucketPolicy', readOnly: false },
  ...{ eventCategory: 'Management', managementEvent: true, awsRegion: 'eu-central-1' },
  ...{ recipientAccountId: '111122223333', eventTime: '2026-11-20T09:15:02Z' },
  requestParameters: { bucketName: 'acme-logs' },
  ...more,
});
const RECORDS = [
  record('a'),
  record('b', { eventSource: 'iam.amazonaws.com' }),
  record('c', { eventName: 'GetBucketPolicy', readOnly: true }),
  record('d', { eventName: 'PutObject', eventCategory: 'Data', managementEvent: false }),
  record('e', { eventName: 'PutObject', managementEvent: 'false' }),
  record('f', { eventName: 'DeleteBucketPolicy' }),
  'no record',
];
const LOG = JSON.stringify({ Records: RECORDS });
const idsIn = (text: string, eventId?: string) =>
  eventsOf(text, eventId).events.map(
    ({ event }) => (event?.['detail'] as { eventID: string } | undefined)?.eventID,
  );

describe('a CloudTrail log file', () => {
  test('is replayed call by call: those of S3 that change something', () => {
    expect(idsIn(LOG)).toEqual(['a', 'f']);
    expect(eventsOf(LOG).records).toBe(6);
    expect(eventsOf(LOG).events[0]).toEqual(unwrapEvent(JSON.stringify(RECORDS[0])));
  });

  test('of one record is replayed too', () => {
    expect(idsIn(JSON.stringify({ Records: [RECORDS[0]] }))).toEqual(['a']);
  });

  test('of no such call has nothing to replay', () => {
    expect(eventsOf(JSON.stringify({ Records: [RECORDS[1]] }))).toEqual({ events: [], records: 1 });
  });

  test('gives the one record that is asked for, whatever it is', () => {
    expect(idsIn(LOG, 'c')).toEqual(['c']);
    expect(() => eventsOf(LOG, 'z')).toThrow('there is no record with the eventID z in this file.');
  });

  test('is read as it lies in the bucket, packed with gzip', () => {
    expect(textOf(gzipSync(LOG))).toBe(LOG);
    expect(textOf(Buffer.from(LOG))).toBe(LOG);
  });

  test('that is cut off is no event', () => {
    expect(() => textOf(gzipSync(LOG).subarray(0, 40))).toThrow(/^this is no event: /);
  });
});

test('any other file is one event', () => {
  const text = JSON.stringify(RECORDS[0]);
  expect(eventsOf(text)).toEqual({ events: [unwrapEvent(text)] });
  expect(idsIn(text, 'a')).toEqual(['a']);
  expect(() => eventsOf(text, 'b')).toThrow('there is no record with the eventID b in this file.');
  expect(() => eventsOf('no JSON')).toThrow(/this is no event/);
});
