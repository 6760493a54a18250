import { type Attribute, attributesOf } from './attributes.ts';
import { type Diffs, diffsOf } from './change-diff.ts';
import { chatMessageOf } from './chat.ts';
import { emailOf } from './email.ts';
import type { Alert } from './schema.ts';
import { byteLength, clipTexts, cutLists, omitEdits, omitValues } from './shorten.ts';
import { subjectOf } from './subject.ts';

/** What SNS takes of a message and its attributes together. */
export const LARGEST = 262_144;

/** One alert, or whatever else people are told, ready to be published. */
export interface Notification {
  readonly subject: string;
  /** For `MessageStructure: 'json'`: `default` holds it as JSON, `email` as plain text. */
  readonly message: string;
  readonly attributes: Record<string, Attribute>;
  /** For the chat topic: Amazon Q Developer's custom schema, as JSON. */
  readonly chatMessage: string;
}

interface Draft {
  /** As machines get it. */
  readonly alert: Alert;
  /** Of every value, also of those that machines do not get. */
  readonly diffs: Diffs;
  readonly diffLength?: number;
}

/** Each makes a draft smaller: large values first, for texts and lists of that size are nothing that AWS gives. */
const REDUCTIONS: readonly ((draft: Draft, excess: number) => Draft)[] = [
  (draft, excess) => ({ ...draft, alert: omitValues(draft.alert, excess) }),
  (draft) => ({ ...draft, diffLength: 0 }),
  (draft) => ({ ...draft, alert: omitEdits(draft.alert, 1) }),
  (draft) => ({ ...draft, alert: clipTexts(draft.alert, 120) }),
  (draft) => ({ ...draft, alert: cutLists(draft.alert, 20) }),
  (draft) => ({ ...draft, alert: omitValues(draft.alert, Number.POSITIVE_INFINITY) }),
  (draft) => ({ ...draft, alert: omitEdits(draft.alert, 0) }),
];

/** What is published of an alert. Always fits into SNS: what is too large is shortened, and says so. */
export function toNotification(alert: Alert): Notification {
  const tidy = clipTexts(alert, 2_000);
  let draft: Draft = { alert: tidy, diffs: diffsOf(tidy) };
  let notification = compose(draft);
  for (const reduce of REDUCTIONS) {
    const excess = sizeOf(notification) - LARGEST;
    if (excess <= 0) break;
    draft = reduce(draft, excess);
    notification = compose(draft);
  }
  return notification;
}

function compose({ alert, ...email }: Draft): Notification {
  return {
    subject: subjectOf(alert),
    message: JSON.stringify({ default: JSON.stringify(alert), email: emailOf(alert, email) }),
    attributes: attributesOf(alert),
    chatMessage: JSON.stringify(chatMessageOf(alert)),
  };
}

/** In bytes, with the subject: no more than it may be, whatever SNS counts. */
export function sizeOf({ subject, message, attributes }: Notification): number {
  return byteLength(
    [
      subject,
      message,
      ...Object.entries(attributes).flatMap(([name, { DataType, StringValue }]) => [
        name,
        DataType,
        StringValue,
      ]),
    ].join(''),
  );
}
