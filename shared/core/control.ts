import type { FacetName, FacetValues, KnownObservation } from './facet.ts';
import type { PolicyKind, RefusingPolicy } from './refusal/refusing-policy.ts';
import type { Bucket } from './target.ts';

/** Per control: `enforce` repairs, `audit` judges and tells but never writes, `off` does neither. */
export type Mode = 'enforce' | 'audit' | 'off';

export type Severity = 'critical' | 'high' | 'medium' | 'low';

/** The weakest default encryption that is accepted, by S3's names for them. */
export type EncryptionMinimum = 'SSE-S3' | 'SSE-KMS' | 'DSSE-KMS';

/** `adjust`: on with SSE-KMS, and taken out with DSSE-KMS, which does not support it. `keep`: as it is. */
export type BucketKeyChoice = 'adjust' | 'keep';

/** What controls may ask of the settings; everything else about the deployment is none of their business. */
export interface Baseline {
  readonly encryption: {
    readonly minimum: EncryptionMinimum;
    /** Key for buckets of its Region that are raised from SSE-S3 to a KMS algorithm; the others get the AWS managed key. */
    readonly kmsKeyArn?: string | undefined;
    /** What becomes of the bucket key where encryption is raised: fits the new algorithm, or stays. Without it: `adjust`. */
    readonly bucketKey?: BucketKeyChoice | undefined;
  };
}

/** Why a facet is not as wanted and cannot be made so without a person. */
export interface Obstacle {
  readonly kind:
    | 'policy-malformed'
    | 'policy-too-large'
    | 'stale-principal'
    | 'public-policy-blocked'
    | 'edit-overwritten'
    | 'edit-unconfirmed'
    | 'stale-read'
    | 'access-denied'
    | 'credentials-refused'
    | 'call-refused'
    | 'rejected';
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

/** A control's judgement of one facet. */
export type Verdict<Value> =
  | {
      readonly status: 'compliant';
      /** A sentence for people on what is as wanted and may still do harm; it makes no alert of its own. */
      readonly warning?: string;
    }
  | {
      readonly status: 'noncompliant';
      /** One clause for people, as in "default encryption is not set". */
      readonly reason: string;
      /** The whole facet as it should be: what was read, and no more changed than the control wants. */
      readonly desired: Value;
    }
  | { readonly status: 'blocked'; readonly reason: string; readonly obstacle: Obstacle };

/** Everything about a control that rules, permissions, docs and alerts need to know. */
export interface ControlMetadata {
  /** Also the name of its file, its test and its row in the docs. */
  readonly id: string;
  readonly title: string;
  /** For the docs and alerts: what it protects against and what it does, in a sentence or two. */
  readonly description: string;
  readonly severity: Severity;
  readonly facet: FacetName;
  /** CloudTrail event names (not API names) of the calls that can break it. */
  readonly breakingEvents: readonly string[];
  /** Source identifiers of the AWS managed Config rules that speak of it, as in `S3_BUCKET_SSL_REQUESTS_ONLY`. */
  readonly configRules: readonly string[];
  /** Security Hub control ids and GuardDuty finding types that speak of it. */
  readonly findings: readonly string[];
  /** IAM actions, on buckets. */
  readonly permissions: { readonly read: readonly string[]; readonly write: readonly string[] };
}

/** One rule of the baseline: a pure judgement on one facet. */
export interface Control<Name extends FacetName> extends ControlMetadata {
  readonly facet: Name;
  /** Pure: the same observation, bucket and baseline always give the same verdict. */
  judge(
    observation: KnownObservation<FacetValues[Name]>,
    bucket: Bucket,
    baseline: Baseline,
  ): Verdict<FacetValues[Name]>;
}

/** Any control, whatever its facet. */
export type AnyControl = { [Name in FacetName]: Control<Name> }[FacetName];
