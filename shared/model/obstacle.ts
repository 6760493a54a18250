import type { PolicyKind, RefusingPolicy } from '../core/refusal/refusing-policy.ts';

const EVALUATED_AGAIN = 'Bucket Warden looks again as soon as the policy is put.';

const NEXT_CHANGE = 'the next change of the bucket has it looked at again.';

interface ObstacleFacts {
  /** Whether AWS refuses the service itself, not what it sent: until somebody lets it through, nothing is protected. */
  readonly isRefusal: boolean;
  /** What a person can do; undefined where that depends on more than the kind. */
  readonly advice?: string;
  /** What a command can show of it. */
  readonly shownBy?: 'policy' | 'region';
}

/** What can stand in the way of a repair until a person does something. Schemas and advice derive from it. */
export const OBSTACLES = {
  'policy-malformed': {
    isRefusal: false,
    advice: `The bucket policy could not be read as a policy, so nothing was added to it on a guess. Repair it and put it back. ${EVALUATED_AGAIN}`,
    shownBy: 'policy',
  },
  'policy-too-large': {
    isRefusal: false,
    advice: `With the missing statement the bucket policy would be larger than the 20 KB that S3 takes. Merge or drop statements to make room. ${EVALUATED_AGAIN}`,
    shownBy: 'policy',
  },
  'stale-principal': {
    isRefusal: false,
    advice: `The bucket policy names a user or role that was deleted, and S3 refuses to have such a policy written again. Remove or replace that principal. ${EVALUATED_AGAIN}`,
    shownBy: 'policy',
  },
  'public-policy-blocked': {
    isRefusal: false,
    advice: `The bucket policy is public while public policies are blocked, so S3 refuses to have it written again. Limit its public statements to the principals or networks that need them. ${EVALUATED_AGAIN}`,
    shownBy: 'policy',
  },
  'edit-overwritten': {
    isRefusal: false,
    advice: `A repair met an edit of the policy and overwrote it, or may have; whether the edit is still wanted, only a person can tell. Compare the document that is kept in the journal ("warden show" with the id above) with the policy, and put back what is missing. ${EVALUATED_AGAIN}`,
    shownBy: 'policy',
  },
  'edit-unconfirmed': {
    isRefusal: false,
    advice: `A message told of an edit that a repair would have overwritten, and CloudTrail does not confirm that it was ever made. Nothing of it is put back. If nobody of yours made it, find out who may send messages to the events queue, invoke the function or change the rules of the service: SECURITY.md says what each can do. The document is kept in the journal for evidence.`,
  },
  'stale-read': {
    isRefusal: false,
    advice: `What S3 gives is not what the last event says was put, and it stayed so when it was read again several times. Nothing was written on top of it. Compare the bucket with what was put, and put it again if it is missing: the next change of the bucket, or the next sweep, has it looked at again.`,
    shownBy: 'policy',
  },
  'access-denied': {
    isRefusal: true,
  },
  'credentials-refused': {
    isRefusal: true,
    advice: `S3 does not take the credentials of Bucket Warden's role in this Region. Either the Region is not enabled for the account, as the command below tells: enable it. Or the credentials are a token of version 1, which opt-in Regions do not take: let them come from a Regional endpoint of STS, or have its global endpoint give out version 2. Another try does not help; ${NEXT_CHANGE}`,
    shownBy: 'region',
  },
  'call-refused': {
    isRefusal: true,
    advice: `S3 does not answer this call for this bucket, so the bucket cannot be judged. The error above says why; another try does not help. Set what is missing by hand, or exempt the bucket; ${NEXT_CHANGE}`,
  },
  rejected: {
    isRefusal: false,
    advice: `S3 refused the new value itself; the error above says why. Put right what it names, or set what is missing by hand; ${NEXT_CHANGE}`,
  },
} as const satisfies Record<string, ObstacleFacts>;

export type ObstacleKind = keyof typeof OBSTACLES;

/** The kinds of obstacles. */
export const OBSTACLE_KINDS = Object.keys(OBSTACLES) as [ObstacleKind, ...ObstacleKind[]];

/** What is known of a kind of obstacle. */
export function obstacleFacts(kind: ObstacleKind): ObstacleFacts {
  return OBSTACLES[kind];
}

/** Why a facet is not as wanted and cannot be made so without a person. */
export interface Obstacle {
  readonly kind: ObstacleKind;
  /** What exactly stands in the way, with names and sizes. */
  readonly detail: string;
  /** Ids of the changes in the journal under which documents are kept that may have been overwritten. */
  readonly keptAs?: string[];
  /** The policy that refused the service, where S3 named one. */
  readonly refusedBy?: RefusingPolicy;
  /** What lets the service's roles through, to be pasted by whoever may write the policy. */
  readonly letThrough?: LetThrough[];
}

/** One edit of a policy that lets the service's roles through. */
export interface LetThrough {
  readonly policy: PolicyKind;
  /**
   * `replace`: in place of the statement `of`. `remove`: nothing is left of the statement `of`. `merge`: into each Deny
   * that denies the roles, or into the one named `of`. `add`: as a statement of its own.
   */
  readonly how: 'replace' | 'remove' | 'merge' | 'add';
  /** Sid of the statement, or its place, as in `Statement[2]`. */
  readonly of?: string;
  readonly statement?: Record<string, unknown>;
}
