import type { FacetName, FacetValues } from '../model/facet.ts';
import { encryptionCalls } from './bucket/encryption.calls.ts';
import { policyCalls } from './bucket/policy.calls.ts';
import { publicAccessBlockCalls } from './bucket/public-access-block.calls.ts';
import { tagsCalls } from './bucket/tags.calls.ts';
import type { FacetCalls } from './facet-calls.ts';

/** The calls of every facet, by its name. */
export const CALLS: { readonly [Name in FacetName]: FacetCalls<FacetValues[Name]> } = {
  encryption: encryptionCalls,
  policy: policyCalls,
  publicAccessBlock: publicAccessBlockCalls,
  tags: tagsCalls,
};

/** Names of the errors that say of some facet that it was never configured. */
export const NOT_CONFIGURED: ReadonlySet<string> = new Set(
  Object.values(CALLS).flatMap(({ notConfigured }) => notConfigured),
);
