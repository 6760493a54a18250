import type { CloudTrailClient, Event, LookupEventsCommandInput } from '@aws-sdk/client-cloudtrail';
import { describeError } from '../../aws/errors.ts';
import type { Message, Own } from '../../core/events/message.ts';
import { readMessage } from '../../core/events/read-message.ts';
import type { SuspectEdit } from '../../core/lost-edits/evidence.ts';
import type { Bucket } from '../../model/resource.ts';
import type { ApiCallTrigger } from '../../model/trigger.ts';
import { editOf, secondOf } from './policy-edit.ts';

/** What CloudTrail says of an edit. */
export type Confirmation =
  /** The edit in CloudTrail's own words, with all edits of the bucket's policy since. */
  | { readonly state: 'confirmed'; readonly edits: readonly [ApiCallTrigger, ...ApiCallTrigger[]] }
  /** Asked again, it may say more: events are found within about a quarter of an hour. */
  | { readonly state: 'unknown'; readonly why: string }
  /** It says otherwise, or will not be asked. */
  | { readonly state: 'refuted'; readonly why: string };

const BUCKET = 'AWS::S3::Bucket';

/** A list that is longer than this is not read to its end, and counts as not whole. */
const MOST_EVENTS = 500;

/**
 * Asks CloudTrail, in the bucket's Region, whether an edit of a bucket's policy was made, by the id of its event, and
 * what was made of the bucket since: whoever sends the message knows of old edits that were replaced long ago.
 * What counts is what CloudTrail recorded, and nothing that a message said. Never rejects.
 */
export async function confirmEdit(
  cloudTrail: (region: string) => Promise<CloudTrailClient>,
  own: Own,
  bucket: Bucket,
  { trigger }: SuspectEdit,
): Promise<Confirmation> {
  try {
    const client = await cloudTrail(bucket.region);
    const [found] = await lookUp(client, { EventId: trigger.id });
    if (found === undefined) {
      return { state: 'unknown', why: `it has no event ${trigger.id} in ${bucket.region}` };
    }
    const edit = policyEditIn(found, own, bucket);
    if (typeof edit === 'string') return { state: 'refuted', why: edit };
    // By the name that CloudTrail itself gives the bucket.
    const resource = found.Resources?.find(({ ResourceType }) => ResourceType === BUCKET);
    const ResourceName = resource?.ResourceName ?? bucket.name;
    // CloudTrail tells seconds, and its bounds may or may not count.
    const listed = await lookUp(client, { ResourceName }, new Date(secondOf(edit) - 1_000));
    const edits = listed
      .map((event) => policyEditIn(event, own, bucket))
      .filter((other) => typeof other !== 'string');
    // A list without it is not whole: what else was made since is not known yet.
    if (!edits.some(({ id }) => id === edit.id)) {
      return { state: 'unknown', why: `its list of what happened to ${bucket.name} is not whole` };
    }
    const since = listed
      .map((event) => callIn(event, own, bucket))
      .find((call) => call !== undefined && endsWorthOf(edit, call));
    if (since !== undefined) {
      return { state: 'refuted', why: `${since.call} came after it, at ${since.time}` };
    }
    return { state: 'confirmed', edits: [edit, ...edits.filter(({ id }) => id !== edit.id)] };
  } catch (error) {
    const isDenied = error instanceof Error && error.name === 'AccessDeniedException';
    const why = `it could not be asked (${describeError(error)})`;
    return { state: isDenied ? 'refuted' : 'unknown', why };
  }
}

async function lookUp(
  client: CloudTrailClient,
  attribute: Readonly<Record<string, string>>,
  StartTime?: Date,
): Promise<Event[]> {
  const { paginateLookupEvents } = await import('../../aws/cloud-trail.ts');
  const LookupAttributes = Object.entries(attribute).map(([AttributeKey, AttributeValue]) => ({
    AttributeKey,
    AttributeValue,
  })) as LookupEventsCommandInput['LookupAttributes'];
  const events: Event[] = [];
  const query = { LookupAttributes, StartTime };
  for await (const { Events = [] } of paginateLookupEvents({ client }, query)) {
    events.push(...Events);
    if (events.length >= MOST_EVENTS) break;
  }
  return events;
}

/** Calls after which an edit says nothing of the bucket any more, as what they put is not known or the bucket is another. */
function endsWorthOf(edit: ApiCallTrigger, { id, call, put, ...since }: ApiCallTrigger): boolean {
  const [then, now] = [secondOf(edit), secondOf(since)];
  // Whoever makes a bucket gives it its policy within the same second.
  if (call === 'CreateBucket') return now > then;
  if (call === 'DeleteBucket') return now >= then;
  return call === 'PutBucketPolicy' && put === undefined && id !== edit.id && now >= then;
}

/** The edit of the bucket's policy that a record tells of, or why it tells of none. */
function policyEditIn(event: Event, own: Own, bucket: Bucket): ApiCallTrigger | string {
  const message = messageIn(event, own);
  if (message.kind === 'ignored') return `the event is ${message.reason} (${message.detail})`;
  if (message.kind !== 'reconcile') return 'the event could not be read';
  const { trigger } = message;
  if (message.bucket.name !== bucket.name || message.bucket.region !== bucket.region) {
    return `the event is of bucket ${message.bucket.name} in ${message.bucket.region}`;
  }
  if (trigger.kind !== 'api-call') return 'the event is no call';
  if (editOf(trigger) === undefined)
    return `the event is ${trigger.call}, and says of no policy that was put`;
  return trigger;
}

/** The call on the bucket that a record tells of, whatever it was. */
function callIn(event: Event, own: Own, bucket: Bucket): ApiCallTrigger | undefined {
  const message = messageIn(event, own);
  if (message.kind !== 'reconcile' || message.trigger.kind !== 'api-call') return undefined;
  return message.bucket.name === bucket.name ? message.trigger : undefined;
}

/** A record is what EventBridge has under `detail`, so it is read and checked as any event is. */
function messageIn({ CloudTrailEvent }: Event, own: Own): Message {
  const event = `{"detail-type":"AWS API Call via CloudTrail","source":"aws.s3","detail":${CloudTrailEvent}}`;
  return readMessage(event, own);
}
