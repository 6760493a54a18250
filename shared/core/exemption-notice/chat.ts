import type { ChatMessage } from '../alert/chat.ts';
import { code, escaped, stepOf } from '../alert/chat-text.ts';
import { readableTime } from '../alert/text.ts';
import { adviceOf } from './advice.ts';
import type { EndingExemption, NoticeMessage, Stage } from './schema.ts';
import { consequence, headline } from './words.ts';

const MOST_SHOWN = 5;

const SIGNS: Readonly<Record<Stage, string>> = {
  made: ':no_bell:',
  withdrawn: ':bell:',
  soon: ':hourglass_flowing_sand:',
  ended: ':bell:',
};

/** The notice as a chat message, a thread of its own. */
export function chatMessageOf(message: NoticeMessage): ChatMessage {
  const { id, stage, severity, account, region, time, exemptions } = message;
  const left = exemptions.length - MOST_SHOWN;
  return {
    version: '1.0',
    source: 'custom',
    id,
    content: {
      textType: 'client-markdown',
      title: `${SIGNS[stage]} ${escaped(headline(message))}`,
      description: [
        ...exemptions.slice(0, MOST_SHOWN).map((exemption) => exemptionLine(exemption, stage)),
        ...(left > 0 ? [`and ${left} more`] : []),
        `Account ${account}, ${region}, ${readableTime(time)}`,
      ].join('\n'),
      nextSteps: adviceOf(message).slice(0, 3).map(stepOf),
      keywords: ['exemption', stage, severity],
    },
    metadata: {
      threadId: id,
      summary: escaped(headline(message)),
      eventType: 'bucket-warden/exemption-notice',
      relatedResources: [],
      additionalContext: { noticeId: id, account, region, severity },
    },
  };
}

function exemptionLine(exemption: EndingExemption, stage: Stage): string {
  const { bucket, expires, owner, reason } = exemption;
  const next = consequence(exemption, stage)
    .map((text) => escaped(text))
    .join(' ');
  return `${code(bucket)} until ${escaped(readableTime(expires))}, by ${escaped(owner)}: ${escaped(reason)}; ${next}`;
}
