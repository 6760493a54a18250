import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { type Answer, errorAnswer } from './answer.ts';
import type { AwsRequest } from './aws-request.ts';
import type { HistoryEvent, RecordedEvent } from './event-history.ts';

/** What CloudTrail's LookupEvents takes, times in seconds. */
const lookup = v.object({
  LookupAttributes: v.optional(
    v.array(v.object({ AttributeKey: v.string(), AttributeValue: v.string() })),
    [],
  ),
  StartTime: v.optional(v.number(), Number.NEGATIVE_INFINITY),
  EndTime: v.optional(v.number(), Number.POSITIVE_INFINITY),
  MaxResults: v.optional(v.number(), 50),
  NextToken: v.optional(v.string()),
});

type Attribute = (event: HistoryEvent) => (string | undefined)[];

const attributes = new Map<string, Attribute>([
  ['EventId', ({ EventId }) => [EventId]],
  ['EventName', ({ EventName }) => [EventName]],
  ['EventSource', ({ EventSource }) => [EventSource]],
  ['ReadOnly', ({ ReadOnly }) => [ReadOnly]],
  ['Username', ({ Username }) => [Username]],
  ['AccessKeyId', ({ AccessKeyId }) => [AccessKeyId]],
  ['ResourceName', ({ Resources }) => Resources.map(({ ResourceName }) => ResourceName)],
  ['ResourceType', ({ Resources }) => Resources.map(({ ResourceType }) => ResourceType)],
]);

export function isLookup({ service, operation }: AwsRequest): boolean {
  return service === 'cloudtrail' && operation === 'LookupEvents';
}

/**
 * The answer to LookupEvents from the events that its caller may find, newest first. As in AWS one attribute can
 * be asked for, a page has 50 events at most, and a token goes with the request that it was given for.
 */
export function lookupAnswer(request: AwsRequest, events: RecordedEvent[]): Answer {
  const refuse = (code: string, message: string) => errorAnswer(request, 400, code, message);
  const { LookupAttributes, StartTime, EndTime, MaxResults, NextToken } = v.parse(
    lookup,
    JSON.parse(request.body.toString() || '{}'),
  );
  const [wanted, another] = LookupAttributes;
  const valuesOf = attributes.get(wanted?.AttributeKey ?? 'EventId');
  if (another || !valuesOf) {
    return refuse('InvalidLookupAttributesException', 'One attribute that can be looked up by.');
  }
  if (!Number.isInteger(MaxResults) || MaxResults < 1 || MaxResults > 50) {
    return refuse('InvalidMaxResultsException', 'MaxResults must be between 1 and 50.');
  }
  if (StartTime > EndTime) {
    return refuse('InvalidTimeRangeException', 'The start time must not be after the end time.');
  }
  const question = fingerprint([request.region, LookupAttributes, StartTime, EndTime]);
  const [asked, before] = NextToken?.split('.') ?? [question, 'Infinity'];
  if (asked !== question || Number.isNaN(Number(before))) {
    return refuse('InvalidNextTokenException', 'The token is not for this request.');
  }
  const found = events.filter(
    ({ event, position }) =>
      position < Number(before) &&
      event.EventTime >= StartTime &&
      event.EventTime <= EndTime &&
      (!wanted || valuesOf(event).includes(wanted.AttributeValue)),
  );
  const page = found.slice(0, MaxResults);
  const last = page.at(-1);
  const more = last && found.length > page.length;
  return {
    status: 200,
    rawHeaders: [
      ...['content-type', 'application/x-amz-json-1.1'],
      ...['x-amzn-requestid', crypto.randomUUID()],
    ],
    body: Buffer.from(
      JSON.stringify({
        Events: page.map(({ event }) => event),
        ...(more ? { NextToken: `${question}.${last.position}` } : {}),
      }),
    ),
  };
}

function fingerprint(parts: unknown): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
