import type { Plan } from '../core/decide.ts';
import type { Observation, Observations, Put } from '../model/facet.ts';
import type { ApiCallTrigger, Trigger } from '../model/trigger.ts';
import { FACET_NAMES, facetOf } from '../resources/facets.ts';
import { secondOf } from './lost-edits/policy-edit.ts';

/** A facet that is not what the newest event says was put there, and nothing explains why. */
export interface StaleRead {
  readonly facet: Put['facet'];
  /** Who put it and when, for people. */
  readonly who: string;
}

/** When the service itself last wrote each facet, in ms since 1970. */
export type OwnWrites = { readonly [Name in Put['facet']]?: number | undefined };

/** S3 reads what was written within seconds; an event that came later than this says nothing of a read any more. */
const LONGEST_STALE_MS = 15 * 60_000;

/**
 * The facets of which S3 gave something else than the newest write among the triggers put: bucket configuration is
 * eventually consistent, so what was read may be older than that write. Only facets whose new value depends on what
 * stands there can lose by it. Pure.
 * @param ownWrites a write of the service in the second of the event or later explains the difference
 */
export function staleReads(
  observations: Observations,
  triggers: readonly Trigger[],
  ownWrites: OwnWrites,
  nowMs: number,
): StaleRead[] {
  return FACET_NAMES.flatMap((facet) => {
    if (facetOf(facet).contradicts === undefined) return [];
    const observation = observations[facet];
    if (observation === undefined || observation.state === 'unknown') return [];
    const newest = newestOf(facet, triggers);
    const [first] = newest;
    if (first === undefined) return [];
    const secondMs = secondOf(first);
    const explainedMs = ownWrites[facet] ?? Number.NEGATIVE_INFINITY;
    if (explainedMs >= secondMs || nowMs - secondMs > LONGEST_STALE_MS) return [];
    const value = observation.state === 'present' ? observation.value : undefined;
    const contradicts = newest.every(({ put }) => put !== undefined && isOther(put, value));
    return contradicts ? [{ facet, who: `${first.actor.name} put at ${first.time}` }] : [];
  });
}

/** The calls that wrote a facet in the newest second of all: which of them was the last, nobody knows. */
function newestOf(facet: Put['facet'], triggers: readonly Trigger[]): ApiCallTrigger[] {
  const writes = triggers.filter(
    (trigger): trigger is ApiCallTrigger =>
      trigger.kind === 'api-call' && facetOf(facet).changedBy.includes(trigger.call),
  );
  const newestMs = Math.max(...writes.map(secondOf));
  return writes.filter((trigger) => secondOf(trigger) === newestMs);
}

/** Whether a value is certainly not what was put. */
function isOther({ facet, value: put }: Put, live: unknown): boolean {
  return facetOf(facet).contradicts?.(put, live) ?? false;
}

/** The observations without what may be older than an event: it is as good as unread. */
export function withoutStale(
  observations: Observations,
  stale: readonly StaleRead[],
): Observations {
  const unread = stale.map(({ facet, who }): [string, Observation<never>] => [
    facet,
    { state: 'unknown', reason: 'unavailable', detail: `S3 gives something else than ${who}` },
  ]);
  return { ...observations, ...Object.fromEntries(unread) };
}

/** The plan without the writes of what is still not what an event says: a person has to look. */
export function leftToPeople(plan: Plan, stale: readonly StaleRead[]): Plan {
  const whoOf = new Map<string, string>(stale.map(({ facet, who }) => [facet, who]));
  const held = plan.changes.filter(({ facet }) => whoOf.has(facet));
  const results = plan.results.map((result) => {
    const change = held.find(({ controls }) => controls.includes(result.control));
    if (change === undefined || result.status !== 'fixed') return result;
    const detail = `S3 keeps giving something else than ${whoOf.get(change.facet)}: it may be older, and writing on top of it would lose what was put.`;
    return {
      ...result,
      status: 'blocked' as const,
      obstacle: { kind: 'stale-read' as const, detail },
    };
  });
  return { ...plan, results, changes: plan.changes.filter((change) => !held.includes(change)) };
}
