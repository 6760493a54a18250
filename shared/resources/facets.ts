import type { AnyFacet, Facet, FacetName } from '../model/facet.ts';
import { encryption } from './bucket/encryption.ts';
import { policy } from './bucket/policy.ts';
import { publicAccessBlock } from './bucket/public-access-block.ts';
import { tags } from './bucket/tags.ts';

/** Every facet, by its name. */
export const FACETS: { readonly [Name in FacetName]: Facet<Name> } = {
  encryption,
  policy,
  publicAccessBlock,
  tags,
};

/** The names of all facets. */
export const FACET_NAMES = Object.keys(FACETS) as [FacetName, ...FacetName[]];

/** A facet by a name that is not known before. */
export function facetOf(name: FacetName): AnyFacet {
  return FACETS[name] as AnyFacet;
}
