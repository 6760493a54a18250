import { adviceLines } from '../alert/advice-lines.ts';
import { joinSections, section } from '../alert/sections.ts';
import { readableTime, wrap } from '../alert/text.ts';
import { adviceOf } from './advice.ts';
import { exemptionLines, labelled } from './lines.ts';
import type { NoticeMessage, Stage } from './schema.ts';
import { consequence, headline, idsOnly, stageTitle } from './words.ts';

const ENDS: Readonly<Record<Stage, 'until' | 'ends' | 'ended'>> = {
  made: 'until',
  withdrawn: 'ended',
  soon: 'ends',
  ended: 'ended',
};

/** The notice as plain text for a mail: at most 80 columns but for single long words. */
export function emailOf(message: NoticeMessage): string {
  const { account, region, time, stage, exemptions } = message;
  return joinSections([
    [
      ...wrap(headline(message)),
      '',
      ...wrap(`Account ${account}, home Region ${region}, ${readableTime(time)}`),
    ],
    section(
      stageTitle(stage),
      exemptions.flatMap((exemption) => [
        ...exemptionLines(idsOnly(exemption), ENDS[stage]),
        ...labelled(...consequence(exemption, stage)),
      ]),
    ),
    section('What to do', adviceLines(adviceOf(message))),
  ]);
}
