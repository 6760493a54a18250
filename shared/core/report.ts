import type { Change } from '../model/facet.ts';
import type { Obstacle } from '../model/obstacle.ts';
import type { Bucket } from '../model/resource.ts';
import { outcomeAmong, type Severity, type Status } from '../model/status.ts';
import type { Trigger } from '../model/trigger.ts';

/** How one control came out of one look at a bucket. */
export interface ControlResult {
  readonly control: string;
  readonly title: string;
  readonly severity: Severity;
  readonly status: Status;
  /** What was found, as a clause; absent where compliant. */
  readonly reason?: string;
  readonly obstacle?: Obstacle;
  /** What would mend what the service cannot, in a sentence. */
  readonly remedy?: string;
  /** What a compliant facet may still do, for people; makes no alert of its own. */
  readonly warning?: string;
}

/** A change that was written. */
export type MadeChange = Change & {
  /** Its id in the journal: what `warden undo` takes. */
  readonly id?: string;
};

/** What one look at one bucket found and did: the input of log, metrics and alert. */
export interface Report {
  readonly bucket: Bucket;
  /** At least one; several where several messages for the bucket came together, oldest first. */
  readonly triggers: readonly [Trigger, ...Trigger[]];
  readonly results: readonly ControlResult[];
  /** Changes that were written. */
  readonly changes: readonly MadeChange[];
  /** Changes that audit mode would have written. */
  readonly proposals: readonly Change[];
  /** ISO 8601 in UTC. */
  readonly finishedAt: string;
}

/** How a message ends: counted exactly once each. */
export type Outcome =
  | Exclude<Status, Unfinished>
  | 'gone'
  | 'heartbeat'
  | 'ignored'
  | 'dead-lettered';

/** How a reconcile ends whose message comes again. */
type Unfinished = 'slowed' | 'unavailable';

/** The one outcome that stands for a report: what was written outranks what could not be. */
export function outcomeOf(report: Pick<Report, 'results'>): Status {
  return outcomeAmong(report.results.map(({ status }) => status));
}
