import { adviceLines } from '../alert/advice-lines.ts';
import { joinSections, section } from '../alert/sections.ts';
import { readableTime, wrap } from '../alert/text.ts';
import { adviceOf } from './advice.ts';
import { exemptionLines, labelled } from './lines.ts';
import type { NoticeMessage } from './schema.ts';
import { consequence, headline, idsOnly } from './words.ts';

/** The notice as plain text for a mail: at most 80 columns but for single long words. */
export function emailOf(message: NoticeMessage): string {
  const { account, region, time, stage, exemptions } = message;
  const isSoon = stage === 'soon';
  return joinSections([
    [
      ...wrap(headline(message)),
      '',
      ...wrap(`Account ${account}, home Region ${region}, ${readableTime(time)}`),
    ],
    section(
      isSoon ? 'What ends' : 'What has ended',
      exemptions.flatMap((exemption) => [
        ...exemptionLines(idsOnly(exemption), isSoon ? 'ends' : 'ended'),
        ...labelled(isSoon ? 'then' : 'now', consequence(exemption)),
      ]),
    ),
    section('What to do', adviceLines(adviceOf(message))),
  ]);
}
