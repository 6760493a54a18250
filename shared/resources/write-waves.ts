import type { FacetName } from '../model/facet.ts';
import { facetOf } from './facets.ts';

/**
 * Changes in the waves in which they are written, those of one wave at once: a facet waits for those that have to be
 * written before it, and for none that is not among the changes.
 * @throws {Error} where facets wait for each other.
 */
export function writeWaves<Change extends { readonly facet: FacetName }>(
  changes: readonly Change[],
): Change[][] {
  const waves: Change[][] = [];
  let left = [...changes];
  while (left.length > 0) {
    const unwritten = new Set(left.map(({ facet }) => facet));
    const wave = left.filter(({ facet }) => {
      const { after = [] } = facetOf(facet).write ?? {};
      return !after.some((name) => unwritten.has(name));
    });
    if (wave.length === 0)
      throw new Error(`facets wait for each other: ${[...unwritten].join(', ')}`);
    waves.push(wave);
    left = left.filter((change) => !wave.includes(change));
  }
  return waves;
}
