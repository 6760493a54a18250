import type { CloudTrailClient, Event, LookupEventsCommandInput } from '@aws-sdk/client-cloudtrail';
import type { ApiCallCause } from '../core/cause.ts';
import type { SuspectEdit } from '../core/edit-evidence.ts';
import type { Own } from '../core/events/message.ts';
import { readMessage } from '../core/events/read-message.ts';
import type { Bucket } from '../core/target.ts';
import { describeError } from './errors.ts';
import { editOf } from './journal/policy-edit.ts';

/** What CloudTrail says of an edit. */
export type Confirmation =
  /** The edit in CloudTrail's own words, with the other edits of the same window. */
  | { readonly state: 'confirmed'; readonly edits: readonly [ApiCallCause, ...ApiCallCause[]] }
  /** Asked again, it may say more: events are found within about a quarter of an hour. */
  | { readonly state: 'unknown'; readonly why: string }
  /** It says otherwise, or will not be asked. */
  | { readonly state: 'refuted'; readonly why: string };

const BUCKET = 'AWS::S3::Bucket';

/** The window is short: more edits than this are a flood, and the newest are enough to judge by. */
const MOST_EVENTS = 200;

/**
 * Asks CloudTrail, in the bucket's Region, whether an edit of a bucket's policy was made, by the id of its event.
 * What counts is what CloudTrail recorded, and nothing that a message said. Never rejects.
 */
export async function confirmEdit(
  cloudTrail: (region: string) => Promise<CloudTrailClient>,
  own: Own,
  bucket: Bucket,
  { cause, window }: SuspectEdit,
): Promise<Confirmation> {
  try {
    const client = await cloudTrail(bucket.region);
    const [found] = await lookUp(client, { EventId: cause.id });
    if (found === undefined) {
      return { state: 'unknown', why: `it has no event ${cause.id} in ${bucket.region}` };
    }
    const edit = policyEditIn(found, own, bucket);
    if (typeof edit === 'string') return { state: 'refuted', why: edit };
    // By the name that CloudTrail itself gives the bucket.
    const resource = found.Resources?.find(({ ResourceType }) => ResourceType === BUCKET);
    const ResourceName = resource?.ResourceName ?? bucket.name;
    const listed = await lookUp(client, { ResourceName }, window);
    const edits = listed
      .map((event) => policyEditIn(event, own, bucket))
      .filter((other) => typeof other !== 'string');
    // A list without it is not whole: what else was made in the window is not known yet.
    if (!edits.some(({ id }) => id === edit.id)) {
      return { state: 'unknown', why: `its list of what happened to ${bucket.name} is not whole` };
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
  window?: SuspectEdit['window'],
): Promise<Event[]> {
  const { LookupEventsCommand } = await import('./cloud-trail.ts');
  const LookupAttributes = Object.entries(attribute).map(([AttributeKey, AttributeValue]) => ({
    AttributeKey,
    AttributeValue,
  })) as LookupEventsCommandInput['LookupAttributes'];
  const times = window && {
    // CloudTrail tells seconds, and its bounds may or may not count.
    StartTime: new Date(window.fromMs - 1_000),
    EndTime: new Date(window.toMs + 1_000),
  };
  const events: Event[] = [];
  let NextToken: string | undefined;
  do {
    const page = await client.send(
      new LookupEventsCommand({ LookupAttributes, NextToken, ...times }),
    );
    events.push(...(page.Events ?? []));
    NextToken = page.NextToken;
  } while (NextToken !== undefined && events.length < MOST_EVENTS);
  return events;
}

/** The edit of the bucket's policy that a record tells of, or why it tells of none. */
function policyEditIn({ CloudTrailEvent }: Event, own: Own, bucket: Bucket): ApiCallCause | string {
  // A record is what EventBridge has under `detail`, so it is read and checked as any event is.
  const event = `{"detail-type":"AWS API Call via CloudTrail","source":"aws.s3","detail":${CloudTrailEvent}}`;
  const message = readMessage(event, own);
  if (message.kind === 'ignored') return `the event is ${message.reason} (${message.detail})`;
  if (message.kind !== 'look') return 'the event could not be read';
  const { cause } = message;
  if (message.bucket.name !== bucket.name || message.bucket.region !== bucket.region) {
    return `the event is of bucket ${message.bucket.name} in ${message.bucket.region}`;
  }
  if (cause.kind !== 'api-call') return 'the event is no call';
  if (editOf(cause) === undefined)
    return `the event is ${cause.call}, and says of no policy that was put`;
  return cause;
}
