import type { RefusingPolicy } from './refusal/refusing-policy.ts';

/**
 * The parts of a bucket's configuration that one call reads and one call writes, each in the
 * shape that the S3 API gives and takes, so that what was read can be written back unchanged.
 */

/** `ServerSideEncryptionConfiguration` of GetBucketEncryption and PutBucketEncryption. */
export interface EncryptionConfiguration {
  readonly Rules: readonly EncryptionRule[];
}

export interface EncryptionRule {
  readonly ApplyServerSideEncryptionByDefault?: {
    /** `AES256`, `aws:kms`, `aws:kms:dsse`; `aws:fsx` and `aws:backup` are set by those services. */
    readonly SSEAlgorithm: string;
    readonly KMSMasterKeyID?: string;
  };
  readonly BucketKeyEnabled?: boolean;
  readonly BlockedEncryptionTypes?: { readonly EncryptionType?: readonly string[] };
}

/** `PublicAccessBlockConfiguration` of Get- and PutPublicAccessBlock. */
export interface PublicAccessBlock {
  readonly BlockPublicAcls?: boolean | undefined;
  readonly IgnorePublicAcls?: boolean | undefined;
  readonly BlockPublicPolicy?: boolean | undefined;
  readonly RestrictPublicBuckets?: boolean | undefined;
}

/** The policy document as text, to the byte: re-printing JSON would lose what the owner wrote. */
export type PolicyText = string;

/** Every facet and the shape of its value. */
export interface FacetValues {
  encryption: EncryptionConfiguration;
  policy: PolicyText;
  publicAccessBlock: PublicAccessBlock;
}

export type FacetName = keyof FacetValues;

/**
 * The round in which each facet is written; those of one round are written at once. The public access
 * block comes after the policy: a public policy cannot be written once it is on, and S3 refuses to
 * have both written at the same time.
 */
export const WRITE_ROUND: Readonly<Record<FacetName, number>> = {
  encryption: 1,
  policy: 1,
  publicAccessBlock: 2,
};

/** Every facet, in the order in which they are written. */
export const WRITE_ORDER: readonly FacetName[] = (Object.keys(WRITE_ROUND) as FacetName[]).sort(
  (left, right) => WRITE_ROUND[left] - WRITE_ROUND[right],
);

/** What a read said of one facet. Unknown never writes. */
export type Observation<Value> =
  | { readonly state: 'present'; readonly value: Value }
  | { readonly state: 'absent' }
  | UnknownObservation;

export interface UnknownObservation {
  readonly state: 'unknown';
  /**
   * `denied`, `credentials` (S3 does not take them in the Region) and `unsupported` (S3 does not answer the call)
   * need a person; `unavailable` (throttled, timed out, S3's own error) is worth another try.
   */
  readonly reason: 'denied' | 'credentials' | 'unsupported' | 'unavailable';
  /** The error's name and message, for people. */
  readonly detail: string;
  /** The policy that denied it, where S3 named one. */
  readonly refusedBy?: RefusingPolicy;
}

/** A facet that was read: what a control is given to judge. */
export type KnownObservation<Value> = Exclude<Observation<Value>, UnknownObservation>;

/** One observation for each facet that was read. */
export type Observations = { readonly [Name in FacetName]?: Observation<FacetValues[Name]> };

/** What a call put in place of the value of a facet that is merged; undefined: it took it away. */
export type Put = {
  [Name in 'policy' | 'encryption']: {
    readonly facet: Name;
    readonly value: FacetValues[Name] | undefined;
  };
}['policy' | 'encryption'];

/** A facet, its value before (undefined: not configured) and its value after: the unit of write, alert and undo. */
export type Change = {
  [Name in FacetName]: {
    readonly facet: Name;
    readonly before: FacetValues[Name] | undefined;
    readonly after: FacetValues[Name];
    /** Ids of the controls that wanted it. */
    readonly controls: readonly string[];
  };
}[FacetName];
