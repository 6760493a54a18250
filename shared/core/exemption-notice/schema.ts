import * as v from 'valibot';

const Severity = v.picklist(['critical', 'high', 'medium', 'low']);

/** A control that judges again, in its mode for the bucket. */
const Control = v.object({
  id: v.string(),
  severity: Severity,
  mode: v.picklist(['enforce', 'audit']),
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
  /** `soon`: they end within seven days. `ended`: they do not count any more. */
  stage: v.picklist(['soon', 'ended']),
  /** The highest of the controls that judge again. */
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
