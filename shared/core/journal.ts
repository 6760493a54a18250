import type { Change, FacetName, FacetValues, Observation } from '../model/facet.ts';
import type { Bucket } from '../model/resource.ts';
import type { Trigger } from '../model/trigger.ts';
import { facetOf } from '../resources/facets.ts';
import type { Findings } from './findings.ts';
import type { PolicyWrite } from './lost-edits/overwritten.ts';
import type { Fixes, UndoneTold } from './slow-down.ts';

/**
 * `intended`: recorded, and perhaps written. `applied`: written. `failed`: not written. `undone`: put
 * back by `warden undo`. `superseded`: something else stood there when it was settled.
 */
export type ChangeState = 'intended' | 'applied' | 'failed' | 'undone' | 'superseded';

/** Whether people were told; `none`: there is nothing to tell. */
export type AlertState = 'pending' | 'told' | 'none';

/** A change as it is recorded: an undo, and nothing else, may take a configuration away. */
export type RecordedChange = {
  [Name in FacetName]: {
    readonly facet: Name;
    readonly before: FacetValues[Name] | undefined;
    readonly after: FacetValues[Name] | undefined;
    readonly controls: readonly string[];
  };
}[FacetName];

/** One change in the journal, with exactly what stood before. */
export interface JournalEntry {
  /** Sorts by time and is short enough to type: `1mfk3x2a-7qd`. */
  readonly id: string;
  readonly bucket: Bucket;
  readonly change: RecordedChange;
  /** Why it was wanted, by control id. */
  readonly reasons: Readonly<Record<string, string>>;
  readonly triggers: readonly Trigger[];
  readonly state: ChangeState;
  readonly alert: AlertState;
  /** ISO 8601 in UTC. */
  readonly intendedAt: string;
  readonly closedAt?: string;
  /** Why it failed, where it did. */
  readonly failure?: string;
  /** Who undid it, where somebody did. */
  readonly undone?: Undone;
  /** Of an undo, which is a change of its own: what it puts back. */
  readonly undoes?: {
    /** Id of the change. */
    readonly change: string;
    readonly undone: Undone;
  };
}

/** A change that the service or a person made by the controls. */
export type Repair = JournalEntry & { readonly change: Change };

/** Tells a repair from an undo. */
export function isRepair(entry: JournalEntry): entry is Repair {
  return entry.undoes === undefined;
}

/** Who put a change back, when and why. */
export interface Undone {
  readonly by: string;
  /** Their ARN; what older versions recorded does not have it. */
  readonly byArn?: string;
  /** ISO 8601 in UTC. */
  readonly at: string;
  readonly reason: string;
  /** Id of the exemption that keeps it so. */
  readonly exemption: string;
}

/** What the service remembers of a bucket from look to look. */
export interface BucketState {
  /** Grows with each write; 0 where nothing is remembered. Whoever writes has to have read the last one. */
  readonly version: number;
  /** Until when, in ms since 1970, a look has the bucket for itself; 0 where none has. */
  readonly leasedUntilMs: number;
  /** When, in ms since 1970, the last look was done with the bucket: what was read before may be stale. */
  readonly closedAtMs: number;
  /** Changes that were recorded and of which no look could say what became of them. */
  readonly open: readonly string[];
  /** Changes that were made and not told about. */
  readonly untold: readonly string[];
  /** Topics that did not take the last alert; empty where all did. */
  readonly untoldTopics: readonly string[];
  /** The findings that are still there and that people were notified of, but for `untoldTopics`. */
  readonly findings: Findings;
  /** When, in ms since 1970, people were last told that S3 refuses the service; undefined where it does not. */
  readonly refusalToldMs?: number | undefined;
  /** The service's own writes of the policy within the last hour, oldest first. */
  readonly policyWrites: readonly PolicyWrite[];
  /** When each control was repaired within the last hour. */
  readonly fixes: Fixes;
  /** When people were told last of each control that keeps being undone. */
  readonly undoneToldMs: UndoneTold;
}

/** No function lives longer than fifteen minutes, and two clocks are not so far apart. */
export const LONGEST_LEASE_MS = 20 * 60_000;

/** Whether a look has the bucket for itself. A lease beyond the longest is a wrong clock's, or nobody's. */
export function isLeased({ leasedUntilMs }: BucketState, nowMs: number): boolean {
  return leasedUntilMs > nowMs && leasedUntilMs <= nowMs + LONGEST_LEASE_MS;
}

/** Whether another look was done with the bucket since a time. What a wrong clock wrote, or nobody's, keeps no look away. */
export function isClosedSince({ closedAtMs }: BucketState, sinceMs: number): boolean {
  return closedAtMs >= sinceMs && closedAtMs <= sinceMs + LONGEST_LEASE_MS;
}

/** The state of a bucket that was never heard of. */
export const NO_STATE: BucketState = {
  version: 0,
  leasedUntilMs: 0,
  closedAtMs: 0,
  open: [],
  untold: [],
  untoldTopics: [],
  findings: {},
  policyWrites: [],
  fixes: {},
  undoneToldMs: {},
};

/**
 * What became of a change whose look ended before it could say: told by what is really there.
 * Undefined where that could not be read.
 */
export function settle(
  entry: Pick<JournalEntry, 'change' | 'undoes'>,
  live: Observation<unknown> | undefined,
): Exclude<ChangeState, 'intended' | 'undone'> | undefined {
  if (live === undefined || live.state === 'unknown') return undefined;
  const { facet, before, after } = entry.change;
  const value = live.state === 'present' ? live.value : undefined;
  // What is stronger counts as what a repair wrote, so that an undo has to be told by what it was to put away.
  if (entry.undoes !== undefined && isStill(facet, before, value)) return 'failed';
  if (isStill(facet, after, value)) return 'applied';
  if (isStill(facet, before, value)) return 'failed';
  return hasAddition(entry.change, value) ? 'applied' : 'superseded';
}

/** Whether a change is in force, with what somebody wrote on top of it. */
function hasAddition(change: RecordedChange, value: unknown): boolean {
  const { facet, before, after } = change;
  if (after === undefined || value === undefined) return false;
  return facetOf(facet).write?.isWithin?.(value, before, after) ?? false;
}

/** Whether a facet still is what it was left as: S3 may have added to a value, or printed it anew. */
export function isStill(facet: FacetName, left: unknown, live: unknown): boolean {
  if (left === undefined || live === undefined) return left === live;
  return facetOf(facet).isStill(left, live);
}
