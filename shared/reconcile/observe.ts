import type { FacetName, Observations } from '../model/facet.ts';
import type { Resource } from '../model/resource.ts';
import type { Sender } from '../resources/facet-calls.ts';
import { readFacet } from './facets.ts';

/**
 * Reads the named facets of a resource, all at once.
 * @throws {BucketGoneError} where the bucket is gone.
 * @throws {BucketElsewhereError} where it is in another Region.
 */
export async function observe(
  client: Sender,
  resource: Resource,
  facets: ReadonlySet<FacetName>,
): Promise<Observations> {
  const entries = await Promise.all(
    [...facets].map(async (facet) => [facet, await readFacet(facet, client, resource)] as const),
  );
  return Object.fromEntries(entries);
}
