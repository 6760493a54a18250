import type { Put } from './facet.ts';

/** Why a bucket is looked at. Times are ISO 8601 in UTC. */
export type Trigger = EventTrigger | SweepTrigger | PersonTrigger;

/** A trigger that an event tells of. */
export type EventTrigger = ApiCallTrigger | ConfigTrigger;

/** An S3 management call seen by CloudTrail. */
export interface ApiCallTrigger {
  readonly kind: 'api-call';
  /** CloudTrail's eventID: the same however often the event is delivered. */
  readonly id: string;
  readonly time: string;
  /** CloudTrail's eventName, as in `PutBucketPolicy`. */
  readonly call: string;
  readonly actor: Actor;
  readonly sourceIp?: string;
  readonly userAgent?: string;
  /** What it put, where the event has it. It is compared, and never written: whoever sent the message may have made it up. */
  readonly put?: Put;
}

/** A NON_COMPLIANT evaluation by AWS Config. */
export interface ConfigTrigger {
  readonly kind: 'config-evaluation';
  /** EventBridge's event id. */
  readonly id: string;
  readonly time: string;
  readonly ruleName: string;
  readonly annotation?: string;
}

/** A sweep, which looks at every bucket whatever happened to it. */
interface SweepTrigger {
  readonly kind: 'sweep';
  /** The sweep's id. */
  readonly id: string;
  /** When the sweep began. */
  readonly time: string;
}

/** A person who asked for it with the `warden` command. */
export interface PersonTrigger {
  readonly kind: 'person';
  readonly id: string;
  readonly time: string;
  readonly actor: Actor;
  /** What they typed, as in `warden fix`. */
  readonly command: string;
}

/** Who made a call. */
export interface Actor {
  /** `Root`, `IAMUser`, `AssumedRole`, `AWSService`, …, as CloudTrail says it. */
  readonly type: string;
  /** For people: a user's name, `role/session`, `root`, or a service's name. */
  readonly name: string;
  readonly arn?: string;
  readonly account?: string;
  /** ARN of the role, where a role's session made the call. */
  readonly roleArn?: string;
  /** AWS service that made the call on someone's behalf, as in `cloudformation.amazonaws.com`. */
  readonly invokedBy?: string;
}

/** More of them nobody would read. */
const MOST_TRIGGERS = 20;

/** The triggers for the journal and the log: the first of them, without what each put. That is in the change, where it matters. */
export function triggersInShort(triggers: readonly Trigger[]): Trigger[] {
  return triggers.slice(0, MOST_TRIGGERS).map((trigger) => {
    if (trigger.kind !== 'api-call') return trigger;
    const { put, ...rest } = trigger;
    return rest;
  });
}
