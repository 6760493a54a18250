import type { Cause } from './cause.ts';
import type { Obstacle, Severity } from './control.ts';
import type { Change } from './facet.ts';
import type { Bucket } from './target.ts';

/** How one control came out of one look at a bucket. */
export interface ControlResult {
  readonly control: string;
  readonly title: string;
  readonly severity: Severity;
  /**
   * `fixed`: written. `audited`: found in audit mode, not written. `blocked`: a person is needed, see
   * `obstacle`. `slowed`: somebody keeps undoing the repair, so the next one waits. `unavailable`: S3
   * did not answer properly; the message is retried. `exempt`: not judged and not written, `reason`
   * says by whom and why.
   */
  readonly status:
    | 'compliant'
    | 'fixed'
    | 'audited'
    | 'blocked'
    | 'slowed'
    | 'unavailable'
    | 'exempt';
  /** What was found, as a clause; absent where compliant. */
  readonly reason?: string;
  readonly obstacle?: Obstacle;
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
  readonly causes: readonly [Cause, ...Cause[]];
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
  | 'compliant'
  | 'fixed'
  | 'audited'
  | 'blocked'
  | 'exempt'
  | 'gone'
  | 'heartbeat'
  | 'ignored'
  | 'dead-lettered';

/** How a look ends whose message comes again. */
export type Unfinished = 'slowed' | 'unavailable';

const OUTRANKING = ['fixed', 'blocked', 'slowed', 'audited', 'unavailable', 'exempt'] as const;

/** The one outcome that stands for a report: what was written outranks what could not be. */
export function outcomeOf(report: Pick<Report, 'results'>): Outcome | Unfinished {
  const statuses = new Set(report.results.map((result) => result.status));
  for (const status of OUTRANKING) {
    if (statuses.has(status)) return status;
  }
  return 'compliant';
}
