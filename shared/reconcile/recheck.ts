import { isDeepStrictEqual } from 'node:util';
import type { Plan } from '../core/decide.ts';
import type { ControlResult } from '../core/report.ts';
import type { Change, Observation, Observations } from '../model/facet.ts';
import type { Resource } from '../model/resource.ts';
import type { Sender } from '../resources/facet-calls.ts';
import { facetOf } from '../resources/facets.ts';
import { readFacet } from './facets.ts';

/** Whether what is written depends on what stood there: its owner may have added to it since it was read. */
export function isMerged({ facet }: Pick<Change, 'facet'>): boolean {
  return facetOf(facet).write?.mode === 'merge';
}

/** A planned change, and its facet as it is right before the write. */
export interface ReadAgain {
  readonly planned: Change;
  readonly fresh: Observation<unknown>;
}

/**
 * Reads the facet of a planned change once more.
 * @throws {BucketGoneError} where the bucket is gone.
 */
export async function readAgain(
  planned: Change,
  client: Sender,
  resource: Resource,
): Promise<ReadAgain> {
  const fresh = await readFacet(planned.facet, client, resource);
  return { planned, fresh };
}

/** What has to be written by now instead of a planned change. */
export interface Revision extends Pick<ReadAgain, 'planned'> {
  /** None where the fresh read finds nothing to write. */
  readonly change: Change | undefined;
  /** Of the controls, where the facet is not what it was. */
  readonly results?: readonly ControlResult[];
}

/** Decides again where a facet moved between two reads; another change than the planned one is recorded. */
export async function revise(
  { planned, fresh }: ReadAgain,
  decideAgain: (fresh: Observations) => Plan,
  amend: (change: Change) => Promise<void>,
): Promise<Revision> {
  const now = fresh.state === 'present' ? fresh.value : undefined;
  if (fresh.state !== 'unknown' && isDeepStrictEqual(now, planned.before)) {
    return { planned, change: planned };
  }
  const { changes, results } = decideAgain({ [planned.facet]: fresh });
  const change = changes.find(({ facet }) => facet === planned.facet);
  if (change !== undefined) await amend(change);
  return { planned, change, results };
}
