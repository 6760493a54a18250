import * as v from 'valibot';
import { FACET_NAMES } from '../../resources/facets.ts';

const Severity = v.picklist(['critical', 'high', 'medium', 'low']);

/** A control that the exemption is from, in its mode for the bucket. `off`: it would leave the bucket alone anyway. */
const Control = v.object({
  id: v.string(),
  severity: Severity,
  mode: v.picklist(['enforce', 'audit', 'off']),
});

const Ending = v.object({
  /** Of a person's: to end it by. */
  id: v.exactOptional(v.string()),
  source: v.picklist(['settings', 'person']),
  /** A name; in the settings also with `*` and `?`. */
  bucket: v.string(),
  controls: v.array(Control),
  reason: v.string(),
  owner: v.string(),
  /** ARN of whoever made it by a command, who may not be its owner. */
  madeBy: v.exactOptional(v.string()),
  /** Of one by `warden undo`: the change that was put back, the facet, and the undo's own id to show it by. */
  undo: v.exactOptional(
    v.object({ change: v.string(), id: v.string(), facet: v.picklist(FACET_NAMES) }),
  ),
  /** Who ended it before its time. */
  withdrawn: v.exactOptional(v.object({ at: v.string(), by: v.string(), byArn: v.string() })),
  expires: v.string(),
});

/** The notice of exemptions that end that machines get: `default` of its message on the alerts topic. */
export const ExemptionNoticeSchema = v.object({
  schema: v.literal('bucket-warden/exemption-notice'),
  /** Fields may be added within 1.x; a field that goes or changes its meaning makes it 2.0. */
  version: v.literal('1.0'),
  /** The same for the same exemptions told twice. */
  id: v.string(),
  time: v.string(),
  /**
   * `made`: somebody exempted a bucket, or undid a repair. `withdrawn`: somebody ended it before its time. `soon`: they
   * end within seven days. `ended`: they do not count any more.
   */
  stage: v.picklist(['made', 'withdrawn', 'soon', 'ended']),
  /** The highest of the controls that they are from. */
  severity: Severity,
  account: v.string(),
  /** Home Region. */
  region: v.string(),
  exemptions: v.array(Ending),
  /** Texts that were cut so that the message fits into SNS. */
  shortened: v.exactOptional(v.object({ texts: v.number() })),
});

export type NoticeMessage = v.InferOutput<typeof ExemptionNoticeSchema>;
export type Stage = NoticeMessage['stage'];
export type EndingExemption = NoticeMessage['exemptions'][number];
export type NoticeControl = EndingExemption['controls'][number];
