import type { Put } from '../../model/facet.ts';
import { FACET_NAMES, facetOf } from '../../resources/facets.ts';

/**
 * What a call put, where its parameters say all of it; undefined where they do not, or it writes no facet.
 * @param parameters CloudTrail's `requestParameters`
 */
export function putOf(eventName: string, parameters: unknown): Put | undefined {
  for (const facet of FACET_NAMES) {
    const put = facetOf(facet).putBy?.(eventName, parameters);
    // The facet's name and its values' type go together, which TypeScript cannot see here.
    if (put !== undefined) return { facet, value: put.value } as Put;
  }
  return undefined;
}
