import type { S3Client } from '@aws-sdk/client-s3';
import type { DecisionSettings } from '../core/decide.ts';
import type { EditEvidence, SuspectEdit } from '../core/lost-edits/evidence.ts';
import type { Report } from '../core/report.ts';
import type { SlowDownSettings } from '../core/slow-down.ts';
import type { Journal, Recalled } from '../journal/journal.ts';
import type { AnyControl } from '../model/control.ts';
import type { Audience } from '../notify/alerts.ts';
import type { ExemptionSettings } from './exempting.ts';

/** What a look works with; nothing of it is about any one bucket. */
export interface ReconcileServices {
  s3(region: string): S3Client;
  readonly journal: Journal;
  /** Whether the journal's records wait for each other, as those of many looks at once do. */
  readonly isRecordSlow?: boolean | undefined;
  readonly controls: readonly AnyControl[];
  readonly settings: DecisionSettings & ExemptionSettings;
  /** ARNs of the service's roles, for statements that let them through; never where a person calls. */
  readonly ownRoles?: readonly string[] | undefined;
  /** How repairs slow down that somebody keeps undoing; never where a person asked for the repair. */
  readonly slowDown?: SlowDownSettings | undefined;
  /** What the journal knows of some buckets, read ahead for all of them; the others are recalled one by one. */
  readonly recalled?: ReadonlyMap<string, Recalled> | undefined;
  /** Hears what the journal knows of the bucket, once the bucket was read. */
  onRecalled?(recalled: Recalled): void;
  /** Whether this clock may be wrong, as a laptop's: then the table says before each write whose the bucket is. */
  readonly isClockDoubted?: boolean | undefined;
  /** For how long a look may have a bucket for itself, in ms: as long as it can live. */
  readonly leaseMs: number;
  /**
   * Tells people. Gives the topics that did not take it.
   * @param isRefusal whether it is time to tell that S3 refuses the service at the bucket
   */
  tell(report: Report, audience: Audience, isRefusal: boolean): Promise<readonly string[]>;
  /** Which refusals are told, where not all that are due are. */
  readonly refusals?: RefusalsToTell | undefined;
}

/** Which refusals a sweep tells by an alert of their own. */
interface RefusalsToTell {
  /** Whether the results have one that is worth it. */
  concern(results: Report['results']): boolean;
  /** Takes one of the alerts that may be sent. @returns false where none is left. */
  claim(): Promise<boolean>;
}

/** What is known beside its triggers when a look begins. */
export interface ReconcileContext {
  readonly evidence?: EditEvidence | undefined;
  /** Whether a read that an event contradicts is waited for; otherwise people are told. */
  readonly isPatient?: boolean | undefined;
}

/** What a look found and did, and what is left to do. */
export interface ReconcileResult {
  readonly report: Report;
  /** Topics that are still to be told. */
  readonly untoldTopics: readonly string[];
  /** Whether earlier looks left more to tell than one alert holds, and the topics take it: another look tells it. */
  readonly isMoreToTell: boolean;
  /** Edits that earlier looks may have written over, by the word of messages: CloudTrail is to be asked. */
  readonly suspects: readonly SuspectEdit[];
  /** Whether a facet was not what an event says, so that it is to be read again soon. */
  readonly isStale: boolean;
  /** When to come back for what waits, in ms since 1970; undefined where nothing does. */
  readonly comeBackMs?: number | undefined;
}

/** Why a look is not the last although all was read and written, for people; undefined where everybody was told. */
export function untoldReason({
  untoldTopics,
  isMoreToTell,
}: Pick<ReconcileResult, 'untoldTopics' | 'isMoreToTell'>): string | undefined {
  if (isMoreToTell) return 'earlier looks left more to tell than one alert holds';
  return untoldTopics.length > 0 ? 'the alert could not be published' : undefined;
}
