import type { UnknownObservation } from '../../model/facet.ts';
import type { Obstacle } from '../../model/obstacle.ts';
import { OBSTACLES } from '../../model/obstacle.ts';

/** What stands in the way where S3 refuses the service itself, not what it sent, by the reason. */
export const KIND_OF_REFUSAL = {
  denied: 'access-denied',
  credentials: 'credentials-refused',
  unsupported: 'call-refused',
} as const satisfies Record<Exclude<UnknownObservation['reason'], 'unavailable'>, Obstacle['kind']>;

/** What a read that was refused stands in the way with; undefined where another try may read it. */
export function obstacleTo({
  reason,
  detail,
  refusedBy,
}: UnknownObservation): Obstacle | undefined {
  if (reason === 'unavailable') return undefined;
  return {
    kind: KIND_OF_REFUSAL[reason],
    detail,
    ...(refusedBy === undefined ? {} : { refusedBy }),
  };
}

/** Whether S3 refused the service itself: until somebody lets it through, the bucket is not protected. */
export function isRefusal({ kind }: Pick<Obstacle, 'kind'>): boolean {
  return OBSTACLES[kind].isRefusal;
}
