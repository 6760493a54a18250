import type * as v from 'valibot';
import type {
  FacetName,
  FacetNameOf,
  FacetValues,
  KnownObservation,
  Observation,
} from './facet.ts';
import type { Obstacle } from './obstacle.ts';
import type { Resource, ResourceKind, ResourceOf } from './resource.ts';
import type { Severity } from './status.ts';

/** Per control: `enforce` repairs, `audit` judges and notifies but never writes, `off` does neither. */
export type Mode = (typeof MODES)[number];

/** What a control does, the strongest first. */
export const MODES = ['enforce', 'audit', 'off'] as const;

/** Named sets of modes, each at least as strict as the one before. */
export const PROFILES = ['essential', 'recommended', 'strict'] as const;

export type Profile = (typeof PROFILES)[number];

/** What a control wants of the facets that it writes: each whole, and no more changed than it wants. */
type Desired<Writes extends FacetName> = { readonly [Name in Writes]?: FacetValues[Name] };

/** A control's judgement of one resource. */
export type Verdict<Writes extends FacetName> =
  | {
      readonly status: 'compliant';
      /** A sentence for people on what is as wanted and may still do harm; it makes no alert of its own. */
      readonly warning?: string;
    }
  /** The control does not concern this resource. */
  | { readonly status: 'not-applicable'; readonly reason: string }
  | {
      readonly status: 'noncompliant';
      /** One clause for people, as in "default encryption is not set". */
      readonly reason: string;
      readonly desired: Desired<Writes>;
    }
  /** Found, and nothing that the service writes would mend it; `remedy` says in a sentence what would. */
  | { readonly status: 'reported'; readonly reason: string; readonly remedy: string }
  /** A person has to do something before the service can. */
  | { readonly status: 'blocked'; readonly reason: string; readonly obstacle: Obstacle };

/** A facet of another resource on which a verdict depends: the key of an encryption, the bucket that logs go to. */
interface Related {
  readonly resource: Resource;
  readonly facet: FacetName;
}

/** What a control may read of its facets: all of them were read. */
type Seen<Reads extends FacetName> = {
  readonly [Name in Reads]: KnownObservation<FacetValues[Name]>;
};

/** What a judgement depends on beside the facets. */
export interface JudgementContext<Kind extends ResourceKind, Options> {
  readonly resource: ResourceOf<Kind>;
  readonly options: Options;
  /** What was read of the related resources that the control asked for. */
  related<Name extends FacetName>(
    resource: Resource,
    facet: Name,
  ): Observation<FacetValues[Name]> | undefined;
}

/** A control's own settings, as one section of the settings file. */
interface ControlOptions<Section extends string, Schema extends OptionsSchema> {
  /** Name of the section, as in `encryption`. */
  readonly section: Section;
  /** Parses the section and fills in every default; an absent section is parsed as `{}`. */
  readonly schema: Schema;
}

/** A schema of what a user writes in a control's section, and of what the control gets. */
// biome-ignore lint/suspicious/noExplicitAny: a schema's input and output are those of its control
type OptionsSchema = v.GenericSchema<any, any>;

/** One rule of the baseline: a pure judgement on some facets of one kind of resource. */
export interface Control<
  Kind extends ResourceKind,
  Reads extends FacetNameOf<Kind>,
  Writes extends Reads,
  Id extends string,
  Section extends string,
  Schema extends OptionsSchema,
> {
  /** Also the name of its file, its test and its row in the docs. */
  readonly id: Id;
  readonly title: string;
  /** For the docs and alerts: what it protects against and what it does, in a sentence or two. */
  readonly description: string;
  readonly severity: Severity;
  /** Its mode in each profile. */
  readonly modes: Readonly<Record<Profile, Mode>>;
  /** The kind of resource that it judges. */
  readonly kind: Kind;
  readonly reads: readonly Reads[];
  /** Facets that it may want changed; none where it only reports. */
  readonly writes: readonly Writes[];
  /** Source identifiers of the AWS managed Config rules that speak of it, as in `S3_BUCKET_SSL_REQUESTS_ONLY`. */
  readonly configRules: readonly string[];
  /** Security Hub control ids and GuardDuty finding types that speak of it. */
  readonly findings: readonly string[];
  readonly options?: ControlOptions<Section, Schema>;
  /** What else has to be read before it can judge; asked only where its own facets are known. */
  related?(
    seen: Seen<Reads>,
    context: Omit<JudgementContext<Kind, v.InferOutput<Schema>>, 'related'>,
  ): readonly Related[];
  /** Pure: the same facets, resource and options always give the same verdict. */
  judge(seen: Seen<Reads>, context: JudgementContext<Kind, v.InferOutput<Schema>>): Verdict<Writes>;
}

/** Any control, whatever it reads. */
export interface AnyControl {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly severity: Severity;
  readonly modes: Readonly<Record<Profile, Mode>>;
  readonly kind: ResourceKind;
  readonly reads: readonly FacetName[];
  readonly writes: readonly FacetName[];
  readonly configRules: readonly string[];
  readonly findings: readonly string[];
  readonly options?: ControlOptions<string, OptionsSchema>;
  related?(
    seen: never,
    context: Omit<JudgementContext<never, never>, 'related'>,
  ): readonly Related[];
  judge(seen: never, context: JudgementContext<never, never>): Verdict<FacetName>;
}

/** A control with its types inferred: what it judges is what it reads, and it wants only what it says it writes. */
export function control<
  Kind extends ResourceKind,
  const Reads extends FacetNameOf<Kind>,
  const Writes extends Reads,
  const Id extends string,
  const Section extends string = never,
  Schema extends OptionsSchema = never,
>(
  definition: Control<Kind, Reads, Writes, Id, Section, Schema>,
): Control<Kind, Reads, Writes, Id, Section, Schema> {
  return definition;
}
