import type { AnyControl } from '../model/control.ts';
import { facetOf } from './facets.ts';
import { KINDS } from './kinds.ts';

/** CloudTrail event names of the calls after which a control may judge otherwise. */
export function eventsOf({ kind, reads }: Pick<AnyControl, 'kind' | 'reads'>): string[] {
  return distinct([...KINDS[kind].madeBy, ...reads.flatMap((facet) => facetOf(facet).changedBy)]);
}

/** IAM actions that a control needs: to judge, and to repair. */
export function permissionsOf({ reads, writes }: Pick<AnyControl, 'reads' | 'writes'>): {
  readonly read: readonly string[];
  readonly write: readonly string[];
} {
  return {
    read: distinct(reads.flatMap((facet) => facetOf(facet).permissions.read)),
    write: distinct(writes.flatMap((facet) => facetOf(facet).permissions.write)),
  };
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)];
}
