import type { Bucket } from '../../model/resource.ts';
import type { EventTrigger } from '../../model/trigger.ts';
import type { SuspectEdit } from '../lost-edits/evidence.ts';
import type { HeartbeatSource } from './heartbeat.ts';

/** Who we are: what tells our own buckets and our own calls from others'. */
export interface Own {
  /** Twelve digits. */
  readonly account: string;
  readonly partition: string;
  /** The sessions that the service's functions call as: their roles may have others. */
  readonly sessionArns: readonly string[];
  /** Absent where the stack makes no heartbeat. */
  readonly heartbeat?: HeartbeatSource | undefined;
}

/** Why a well-formed event asks for nothing. Counted by this name. */
export type IgnoredReason =
  | 'account-level'
  | 'config-compliant'
  | 'config-not-applicable'
  | 'data-event'
  | 'directory-bucket'
  | 'failed-call'
  | 'foreign-account'
  | 'names-no-bucket'
  | 'other-call'
  | 'other-resource-type'
  | 'other-service'
  | 'own-change'
  | 'read-only-call'
  | 'unknown-detail-type';

/** What one message of the queue asks for. */
export type Message =
  | { readonly kind: 'reconcile'; readonly bucket: Bucket; readonly trigger: EventTrigger }
  /** CloudTrail is to be asked about an edit. */
  | { readonly kind: 'suspect-edit'; readonly bucket: Bucket; readonly suspect: SuspectEdit }
  /** The call that shows that the service still hears. `sentAt`: when it was made, ISO 8601. */
  | { readonly kind: 'heartbeat'; readonly sentAt: string }
  | { readonly kind: 'ignored'; readonly reason: IgnoredReason; readonly detail: string }
  /** Another try would read the same: dead-lettered right away, with this error. */
  | { readonly kind: 'malformed'; readonly error: string };

/** A message that asks for nothing, with what is worth logging about it. */
export function ignored(reason: IgnoredReason, detail: string): Message {
  return { kind: 'ignored', reason, detail };
}

/** A message that nobody can act on. */
export function malformed(error: string): Message {
  return { kind: 'malformed', error };
}
