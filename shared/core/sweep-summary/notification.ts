import { PROBLEM_STATUSES } from '../../model/status.ts';
import { type Attribute, text, texts } from '../alert/attributes.ts';
import { fitting } from '../alert/fit.ts';
import type { Notification } from '../alert/notification.ts';
import { fitSubject } from '../alert/subject.ts';
import type { SweepSummary } from '../sweep/summary.ts';
import { chatMessageOf } from './chat.ts';
import { found } from './counts.ts';
import { emailOf } from './email.ts';
import { headline } from './headline.ts';
import { toSweepMessage } from './message.ts';
import type { SweepMessage } from './schema.ts';

/** What is published of a sweep at its end. Always fits into SNS: what is too large is shortened, and says so. */
export function toSweepNotification(summary: SweepSummary): Notification {
  return fitting((limits) => {
    const message = toSweepMessage(summary, limits);
    return {
      subject: fitSubject(headline(message)),
      message: JSON.stringify({ default: JSON.stringify(message), email: emailOf(message) }),
      attributes: attributesOf(message),
      chatMessage: JSON.stringify(chatMessageOf(message)),
    };
  });
}

/**
 * As those of alerts, but `outcome` has every one that a bucket or one of its controls had, so that who
 * filters alerts by an outcome gets the summaries with it; and no bucket, because it is about all of them.
 */
function attributesOf(message: SweepMessage): Record<string, Attribute> {
  const { severity, account, region, outcomes, controls } = message;
  const had = PROBLEM_STATUSES.filter((status) => outcomes[status] + found(message, status) > 0);
  const noncompliant = controls.filter((control) =>
    PROBLEM_STATUSES.some((status) => control[status] > 0),
  );
  return {
    kind: text('sweep-summary'),
    severity: text(severity),
    outcome: texts(had.length > 0 ? had : ['compliant']),
    account: text(account),
    region: text(region),
    ...(noncompliant.length > 0 && { control: texts(noncompliant.map(({ id }) => id)) }),
  };
}
