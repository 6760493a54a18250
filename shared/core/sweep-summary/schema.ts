import * as v from 'valibot';
import { PROBLEM_STATUSES, SEVERITIES, STATUS_NAMES } from '../../model/status.ts';
import { ObstacleKind, RefusedBy } from '../alert/schema.ts';

const Severity = v.picklist(SEVERITIES);

const COUNTS = v.entriesFromList(STATUS_NAMES, v.number());

const Finding = v.object({
  bucket: v.string(),
  region: v.string(),
  control: v.string(),
  severity: Severity,
  status: v.picklist(PROBLEM_STATUSES),
  reason: v.string(),
});

const Expiring = v.object({
  /** Of a person's: to end it by. */
  id: v.exactOptional(v.string()),
  source: v.picklist(['settings', 'person', 'tag']),
  bucket: v.string(),
  /** Without it: all. */
  controls: v.exactOptional(v.array(v.string())),
  reason: v.string(),
  owner: v.string(),
  expires: v.exactOptional(v.string()),
});

const Refused = v.object({
  buckets: v.number(),
  named: v.array(
    v.object({
      bucket: v.string(),
      region: v.string(),
      /** Ids of the controls that the service is refused for. */
      controls: v.array(v.string()),
      /** As in an alert: `access-denied`, `credentials-refused` or `call-refused`. */
      obstacle: ObstacleKind,
      /** As in an alert. */
      refusedBy: v.exactOptional(RefusedBy),
    }),
  ),
});

const Hearing = v.object({
  /** `unchecked`: it could not be looked at. */
  state: v.picklist(['deaf', 'unchecked']),
  text: v.string(),
  advice: v.exactOptional(v.string()),
});

const Unforwarded = v.object({ region: v.string(), buckets: v.number() });

/** What was left out so that the message fits into SNS: how many of each. */
const Shortened = v.object({
  texts: v.exactOptional(v.number()),
  controls: v.exactOptional(v.number()),
  worst: v.exactOptional(v.number()),
  fixed: v.exactOptional(v.number()),
  expiring: v.exactOptional(v.number()),
  unforwarded: v.exactOptional(v.number()),
  hearing: v.exactOptional(v.number()),
});

/** The summary of a sweep that machines get: `default` of its message on the alerts topic. */
export const SweepSummarySchema = v.object({
  schema: v.literal('bucket-warden/sweep-summary'),
  /** Fields may be added within 1.x; a field that goes or changes its meaning makes it 2.0. */
  version: v.literal('1.0'),
  /** The sweep's: the same for the same sweep told twice. */
  id: v.string(),
  time: v.string(),
  startedAt: v.string(),
  trigger: v.picklist(['schedule', 'deployment', 'person']),
  /** Who asked for it, by the id that AWS gives whoever sends to a queue. Only where `trigger` is `person`. */
  askedBy: v.exactOptional(v.string()),
  mode: v.picklist(['by-settings', 'audit']),
  isFirst: v.boolean(),
  /** Whether the settings let anything be written. */
  enforcing: v.boolean(),
  account: v.string(),
  /** Home Region. */
  region: v.string(),
  /** The highest of `worst`, or of `fixed` where nothing is left. */
  severity: Severity,
  buckets: v.number(),
  /** Only where the sweep was given up before it came to all of them. */
  incomplete: v.exactOptional(v.object({ counted: v.number() })),
  /** Buckets by outcome. */
  outcomes: v.object({ ...COUNTS, gone: v.number() }),
  /** By control: how many buckets it found how. */
  controls: v.array(v.object({ id: v.string(), ...COUNTS })),
  /** Not compliant still: the ten worst. */
  worst: v.array(Finding),
  /** Ten of what was written. */
  fixed: v.array(Finding),
  /** Only where S3 refuses the service at buckets: how many, and the first fifty by name. */
  refused: v.exactOptional(Refused),
  /** Only where it can be known: buckets that were repaired though no event had told of their drift by then. */
  unheard: v.exactOptional(v.object({ buckets: v.number(), named: v.array(v.string()) })),
  /** Exemptions that end within seven days. */
  expiring: v.array(Expiring),
  /** Regions that hold buckets and send no events home. */
  unforwarded: v.array(Unforwarded),
  /** What keeps the service from hearing, and alerts from being heard. */
  hearing: v.array(Hearing),
  shortened: v.exactOptional(Shortened),
});

export type SweepMessage = v.InferOutput<typeof SweepSummarySchema>;
export type SweepMessageRefused = NonNullable<SweepMessage['refused']>['named'][number];
export type SweepMessageFinding = SweepMessage['worst'][number];
