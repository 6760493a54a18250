import { observationOfError } from '../aws/errors.ts';
import type { Change, FacetName, FacetValues, Observation } from '../model/facet.ts';
import type { Resource } from '../model/resource.ts';
import { CALLS } from '../resources/calls.ts';
import type { FacetCalls, Sender } from '../resources/facet-calls.ts';

/**
 * Reads one facet. A failed read is an observation too; nothing is guessed.
 * @throws {BucketGoneError} where the bucket is gone.
 * @throws {BucketElsewhereError} where it is in another Region.
 */
export async function readFacet<Name extends FacetName>(
  name: Name,
  client: Sender,
  resource: Resource,
): Promise<Observation<FacetValues[Name]>> {
  try {
    const value = await CALLS[name].read(client, resource);
    return value === undefined ? { state: 'absent' } : { state: 'present', value };
  } catch (error) {
    return observationOfError(error);
  }
}

/** Writes one facet whole. Rejects with the SDK's error where AWS does not take it. */
export async function writeFacet<Name extends FacetName>(
  name: Name,
  client: Sender,
  resource: Resource,
  value: FacetValues[Name],
): Promise<void> {
  const { write } = CALLS[name];
  if (write === undefined) throw new Error(`nothing writes the facet ${name}`);
  await write(client, resource, value);
}

/** Puts a change's facet back to what it was before, exactly. Rejects with the SDK's error where AWS does not take it. */
export async function restoreFacet(
  { facet, before }: Change,
  client: Sender,
  resource: Resource,
): Promise<void> {
  if (before !== undefined) return writeFacet(facet, client, resource, before);
  const { remove } = CALLS[facet] as FacetCalls<unknown>;
  if (remove === undefined) throw new Error(`nothing takes the facet ${facet} away`);
  await remove(client, resource);
}
