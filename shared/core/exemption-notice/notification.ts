import { type Attribute, text, texts } from '../alert/attributes.ts';
import { fitting } from '../alert/fit.ts';
import type { Notification } from '../alert/notification.ts';
import { fitSubject } from '../alert/subject.ts';
import { chatMessageOf } from './chat.ts';
import { emailOf } from './email.ts';
import { type NoticeInput, toNoticeMessage } from './message.ts';
import type { NoticeMessage, Stage } from './schema.ts';
import { headline } from './words.ts';

/** How many exemptions one notice tells of: more go into another, so that none is left out. */
export const MOST_EXEMPTIONS = 20;

/** What is published of exemptions at one stage. Always fits into SNS. */
export function toNoticeNotification(input: NoticeInput): Notification {
  return fitting((limits) => {
    const message = toNoticeMessage(input, limits.text);
    return {
      subject: fitSubject(headline(message)),
      message: JSON.stringify({ default: JSON.stringify(message), email: emailOf(message) }),
      attributes: attributesOf(message),
      chatMessage: JSON.stringify(chatMessageOf(message)),
    };
  });
}

const OUTCOMES: Readonly<Record<Stage, string>> = {
  made: 'exempted',
  withdrawn: 'withdrawn',
  soon: 'expiring',
  ended: 'expired',
};

/** As those of alerts, but for several buckets. */
function attributesOf(message: NoticeMessage): Record<string, Attribute> {
  const { stage, severity, account, region, exemptions } = message;
  const controls = exemptions.flatMap((exemption) => exemption.controls.map(({ id }) => id));
  return {
    kind: text('exemption-notice'),
    severity: text(severity),
    outcome: text(OUTCOMES[stage]),
    account: text(account),
    region: text(region),
    bucket: texts([...new Set(exemptions.map(({ bucket }) => bucket))]),
    control: texts([...new Set(controls)]),
  };
}
