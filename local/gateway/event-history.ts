import type { BusEvent } from './bus.ts';
import type { CallDetails } from './cloudtrail.ts';
import type { UserIdentity } from './identities.ts';

/** An event as LookupEvents gives it, `EventTime` in seconds. */
export interface HistoryEvent {
  EventId: string;
  EventName: string;
  EventSource: string;
  EventTime: number;
  ReadOnly: 'true' | 'false';
  Username?: string;
  AccessKeyId?: string;
  Resources: { ResourceType: string; ResourceName: string }[];
  /** The CloudTrail record as JSON text: what EventBridge has under `detail`. */
  CloudTrailEvent: string;
}

/** An event with what decides who finds it, and when. */
export interface RecordedEvent {
  event: HistoryEvent;
  account: string;
  region: string;
  /** Counts up, in the order of the calls. */
  position: number;
  /** When it was recorded, in milliseconds. */
  recordedAt: number;
}

/** How much text is kept at most: some ten thousands of events. */
const mostText = 64 * 1024 * 1024;

/** CloudTrail's event history: the very events that are handed to the bus, whatever the bus does to them. */
export class EventHistory {
  readonly #mostText: number;
  #events: RecordedEvent[] = [];
  #text = 0;
  #positions = 0;
  /** After how long an event can be looked up: minutes in AWS. */
  delayMs = 0;

  constructor(limit = mostText) {
    this.#mostText = limit;
  }

  record({ detail, region = '' }: BusEvent, now: number): void {
    const event = historyEvent(detail);
    const account = String(detail['recipientAccountId']);
    this.#events.push({ event, account, region, position: this.#positions++, recordedAt: now });
    this.#text += event.CloudTrailEvent.length;
    while (this.#text > this.#mostText) this.#forgetOldest();
  }

  /** What an account can look up in a Region by now, newest first. */
  of(account: string, region: string, now: number): RecordedEvent[] {
    return this.#events
      .filter(
        (recorded) =>
          recorded.account === account &&
          recorded.region === region &&
          recorded.recordedAt + this.delayMs <= now,
      )
      .reverse();
  }

  /** A tenth at a time: a list that loses its first item moves all the others. */
  #forgetOldest(): void {
    const forgotten = this.#events.splice(0, Math.ceil(this.#events.length / 10));
    for (const { event } of forgotten) this.#text -= event.CloudTrailEvent.length;
  }
}

function historyEvent(detail: Record<string, unknown>): HistoryEvent {
  const identity = detail['userIdentity'] as UserIdentity;
  const [Username, AccessKeyId] = [userNameOf(identity), identity['accessKeyId']];
  return {
    EventId: String(detail['eventID']),
    EventName: String(detail['eventName']),
    EventSource: String(detail['eventSource']),
    EventTime: Date.parse(String(detail['eventTime'])) / 1000,
    ReadOnly: detail['readOnly'] ? 'true' : 'false',
    ...(Username ? { Username } : {}),
    ...(typeof AccessKeyId === 'string' ? { AccessKeyId } : {}),
    Resources: resourcesOf(detail),
    CloudTrailEvent: JSON.stringify(detail),
  };
}

/** Buckets by their names, also one that the call made, and other resources by their ARNs. */
function resourcesOf(detail: Record<string, unknown>): HistoryEvent['Resources'] {
  const { bucketName } = detail['requestParameters'] as { bucketName?: string };
  if (bucketName) return [{ ResourceType: 'AWS::S3::Bucket', ResourceName: bucketName }];
  const { resources = [] } = detail as Pick<CallDetails, 'resources'>;
  return resources.map(({ type, ARN }) => ({ ResourceType: type, ResourceName: ARN }));
}

/** A user's name, a session's name, or root: the same that the console shows. */
function userNameOf({ type, userName, principalId }: UserIdentity): string | undefined {
  if (type === 'Root') return 'root';
  if (type === 'AssumedRole') return String(principalId).split(':')[1];
  return typeof userName === 'string' ? userName : undefined;
}
