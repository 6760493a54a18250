import { describeError } from '../aws/errors.ts';
import type { Failure } from '../aws/s3-answers.ts';
import type { Plan } from '../core/decide.ts';
import { KIND_OF_REFUSAL } from '../core/refusal/obstacle.ts';
import { refusingPolicyOf } from '../core/refusal/refusing-policy.ts';
import type { Change } from '../model/facet.ts';
import type { Obstacle } from '../model/obstacle.ts';
import { facetOf } from '../resources/facets.ts';

/**
 * What stands in the way of a change that S3 refused for good.
 * @param plan of which it is a change: its other changes tell what the bucket itself blocks
 */
export function obstacleOf(
  error: unknown,
  failure: Exclude<Failure, 'gone' | 'not-configured' | 'unavailable'>,
  change: Change,
  plan: Pick<Plan, 'changes' | 'proposals'>,
): Obstacle {
  const detail = describeError(error);
  if (failure === 'rejected') return { kind: 'rejected', detail };
  if (failure !== 'denied') return { kind: KIND_OF_REFUSAL[failure], detail };
  const refusedBy = refusingPolicyOf(detail);
  if (refusedBy !== undefined) return { kind: 'access-denied', detail, refusedBy };
  // S3 answers AccessDenied to any public policy while public policies are blocked, whoever asks.
  if (!facetOf(change.facet).write?.isRefusedAsPublic?.(change.after)) {
    return { kind: 'access-denied', detail };
  }
  const elsewhere = letsPoliciesBePublic(plan)
    ? ' (the bucket policy is public, and the bucket itself does not block that: public policies may be blocked for the whole account)'
    : '';
  return { kind: 'public-policy-blocked', detail: `${detail}${elsewhere}` };
}

/** Whether the bucket's public access block was read, and found without BlockPublicPolicy. */
function letsPoliciesBePublic({ changes, proposals }: Pick<Plan, 'changes' | 'proposals'>) {
  return [...changes, ...proposals].some(
    ({ facet, before }) => facet === 'publicAccessBlock' && before?.BlockPublicPolicy !== true,
  );
}
