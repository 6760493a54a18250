import * as v from 'valibot';
import { OBSTACLE_KINDS } from '../../model/obstacle.ts';
import { SEVERITIES, STATUS_NAMES } from '../../model/status.ts';
import { FACET_NAMES } from '../../resources/facets.ts';
import { POLICY_KINDS } from '../refusal/refusing-policy.ts';

const Severity = v.picklist(SEVERITIES);

const Bucket = v.object({
  name: v.string(),
  arn: v.string(),
  region: v.string(),
  account: v.string(),
});

export const ObstacleKind = v.picklist(OBSTACLE_KINDS);

/** The policy that refused the service, where AWS named one. */
export const RefusedBy = v.object({
  kind: v.picklist(POLICY_KINDS),
  effect: v.picklist(['denies', 'does-not-allow']),
  /** IAM action that it refused. */
  action: v.exactOptional(v.string()),
  /** Of an organization's or IAM's policy, where AWS named it. */
  arn: v.exactOptional(v.string()),
});

const Obstacle = v.object({
  kind: ObstacleKind,
  detail: v.string(),
  refusedBy: v.exactOptional(RefusedBy),
  /** What lets the service's roles through, to be pasted by whoever may write the policy. */
  letThrough: v.exactOptional(
    v.array(
      v.object({
        policy: v.picklist(POLICY_KINDS),
        how: v.picklist(['replace', 'remove', 'merge', 'add']),
        /** Sid of the statement, or its place. */
        of: v.exactOptional(v.string()),
        statement: v.exactOptional(v.record(v.string(), v.unknown())),
      }),
    ),
  ),
  /** Ids in the journal of documents that may have been overwritten. */
  keptAs: v.exactOptional(v.array(v.string())),
});

const Control = v.object({
  id: v.string(),
  title: v.string(),
  severity: Severity,
  status: v.picklist(STATUS_NAMES),
  reason: v.exactOptional(v.string()),
  obstacle: v.exactOptional(Obstacle),
  /** What would mend what Bucket Warden cannot. */
  remedy: v.exactOptional(v.string()),
  /** What a compliant facet may still do. */
  warning: v.exactOptional(v.string()),
});

/** Stands in for a value that would have made the message too large for SNS. */
const Omitted = v.object({
  omitted: v.literal(true),
  /** Length of the value as JSON, in UTF-8. */
  bytes: v.number(),
});

/** A facet's value in the shape that the S3 API gives and takes; a policy as text, to the byte. */
const FacetValue = v.union([Omitted, v.string(), v.record(v.string(), v.unknown())]);

const Change = v.object({
  /** In the journal; absent where nothing was written. */
  id: v.exactOptional(v.string()),
  facet: v.picklist(FACET_NAMES),
  controls: v.array(v.string()),
  /** `null`: not configured. */
  before: v.nullable(FacetValue),
  after: FacetValue,
});

const Actor = v.object({
  type: v.string(),
  name: v.string(),
  arn: v.exactOptional(v.string()),
  account: v.exactOptional(v.string()),
  roleArn: v.exactOptional(v.string()),
  invokedBy: v.exactOptional(v.string()),
});

const Trigger = v.variant('kind', [
  v.object({
    kind: v.literal('api-call'),
    id: v.string(),
    time: v.string(),
    call: v.string(),
    /** Ids of the controls that it can have broken; absent where of none. */
    canBreak: v.exactOptional(v.array(v.string())),
    actor: Actor,
    sourceIp: v.exactOptional(v.string()),
    userAgent: v.exactOptional(v.string()),
  }),
  v.object({
    kind: v.literal('config-evaluation'),
    id: v.string(),
    time: v.string(),
    ruleName: v.string(),
    annotation: v.exactOptional(v.string()),
  }),
  v.object({ kind: v.literal('sweep'), id: v.string(), time: v.string() }),
  v.object({
    kind: v.literal('person'),
    id: v.string(),
    time: v.string(),
    actor: Actor,
    command: v.string(),
  }),
]);

/** What was left out so that the message fits into SNS: how many of each. */
const Shortened = v.object({
  values: v.exactOptional(v.number()),
  triggers: v.exactOptional(v.number()),
  controls: v.exactOptional(v.number()),
  changes: v.exactOptional(v.number()),
  texts: v.exactOptional(v.number()),
});

/** The alert that machines get: `default` of every message on the alerts topic. */
export const AlertSchema = v.object({
  schema: v.literal('bucket-warden/alert'),
  /** Fields may be added within 1.x; a field that goes or changes its meaning makes it 2.0. */
  version: v.literal('2.0'),
  /** The same for the same look told twice. */
  id: v.string(),
  time: v.string(),
  outcome: v.picklist(STATUS_NAMES),
  /** The highest of the controls that were not compliant. */
  severity: Severity,
  bucket: Bucket,
  controls: v.array(Control),
  /** What was written. */
  changes: v.array(Change),
  /** What audit mode would have written. */
  proposals: v.array(Change),
  /** Oldest first. */
  triggers: v.array(Trigger),
  shortened: v.exactOptional(Shortened),
});

export type Alert = v.InferOutput<typeof AlertSchema>;
export type AlertControl = Alert['controls'][number];
export type AlertChange = Alert['changes'][number];
export type AlertTrigger = Alert['triggers'][number];
