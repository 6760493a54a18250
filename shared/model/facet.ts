import type { RefusingPolicy } from '../core/refusal/refusing-policy.ts';
import type { ResourceKind } from './resource.ts';

/**
 * A facet is one part of a resource's configuration that one call reads and one call writes. Its value has the shape
 * that the API gives and takes, so that what was read can be written back unchanged. Each facet adds its name and
 * the type of its value to the interface of its kind, in its own file.
 * @public
 */
// biome-ignore lint/suspicious/noEmptyInterface: filled by declaration merging
export interface BucketFacets {}
/** @public See `BucketFacets`. */
// biome-ignore lint/suspicious/noEmptyInterface: filled by declaration merging
export interface AccountFacets {}
/** @public See `BucketFacets`. */
// biome-ignore lint/suspicious/noEmptyInterface: filled by declaration merging
export interface KmsKeyFacets {}

/** The facets of each kind of resource. */
interface FacetsByKind {
  bucket: BucketFacets;
  account: AccountFacets;
  'kms-key': KmsKeyFacets;
}

/** Every facet and the type of its value. */
export interface FacetValues extends BucketFacets, AccountFacets, KmsKeyFacets {}

export type FacetName = keyof FacetValues;

/** The facets that a kind of resource has. */
export type FacetNameOf<Kind extends ResourceKind> = keyof FacetsByKind[Kind] & FacetName;

/** The kind of resource that has a facet. */
type KindOf<Name extends FacetName> = {
  [Kind in ResourceKind]: Name extends keyof FacetsByKind[Kind] ? Kind : never;
}[ResourceKind];

/** IAM actions. Those of a removal are needed by a person who undoes, and never by the service. */
interface FacetPermissions {
  readonly read: readonly string[];
  readonly write: readonly string[];
  readonly remove: readonly string[];
}

/** What is known about a facet without calling AWS. Pure. */
export type Facet<Name extends FacetName> = TypedFacet<Name, FacetValues[Name]>;

/** A facet of which it is not known where it is used which one it is. */
export type AnyFacet = TypedFacet<FacetName, unknown>;

interface TypedFacet<Name extends FacetName, Value> {
  readonly name: Name;
  readonly kind: KindOf<Name>;
  /** What people call it, as in `Bucket policy`. */
  readonly title: string;
  /** CloudTrail event names (not always the API's) of the calls that can change it, beside the one that makes the resource. */
  readonly changedBy: readonly string[];
  readonly permissions: FacetPermissions;
  /** Absent where the service only reads it. */
  readonly write?: FacetWrite<Value>;
  /** Whether a value is still what was left there: AWS may have added to it, or printed it anew. */
  isStill(left: Value, live: Value): boolean;
  /** What people may notice of a change, in a sentence or two; undefined where it is nothing. Values may be cut short. */
  impact(before: unknown, after: unknown): string | undefined;
  /**
   * What a call put, by its CloudTrail event name and request parameters; undefined where the event does not say all
   * of it, or it is another call. A value of undefined: the call took the configuration away.
   */
  putBy?(call: string, parameters: unknown): { readonly value: Value | undefined } | undefined;
  /** Whether a value is certainly not what a call put; what cannot be compared proves nothing. */
  contradicts?(put: Value | undefined, live: Value | undefined): boolean;
}

/** How a facet is written. */
interface FacetWrite<Value> {
  /** Facets that have to be written before, where they are to be written too. */
  readonly after: readonly FacetName[];
  /** `merge`: the value depends on what stands there, so it is read and decided again right before the write. */
  readonly mode: 'merge' | 'replace';
  /** Whether a change is in force in a value that somebody wrote on top of it. */
  isWithin?(live: Value, before: Value | undefined, after: Value): boolean;
  /** Whether S3 may refuse a value because it makes the resource public, and answer as if a permission were missing. */
  isRefusedAsPublic?(value: Value): boolean;
}

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

/** What a call put in place of a facet's value; undefined: it took the configuration away. */
export type Put = {
  [Name in FacetName]: { readonly facet: Name; readonly value: FacetValues[Name] | undefined };
}[FacetName];

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
