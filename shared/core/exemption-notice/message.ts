import { fingerprint } from '../alert/fingerprint.ts';
import { highestOf } from '../alert/severity.ts';
import { tidier } from '../alert/shorten.ts';
import type { EndingExemption, NoticeMessage } from './schema.ts';

/** What a notice is made of: one exemption or more that are at the same stage. */
export type NoticeInput = Pick<
  NoticeMessage,
  'time' | 'stage' | 'account' | 'region' | 'exemptions'
>;

/** The notice as machines get it, with no text longer than `longest`. */
export function toNoticeMessage(input: NoticeInput, longest: number): NoticeMessage {
  const { tidy, clipped } = tidier(longest);
  const { time, stage, account, region, exemptions } = input;
  const controls = exemptions.flatMap((exemption) => exemption.controls);
  const message = tidy<NoticeMessage>({
    schema: 'bucket-warden/exemption-notice',
    version: '1.0',
    id: `exemptions-${fingerprint(JSON.stringify([stage, exemptions.map(identity)]))}`,
    time,
    stage,
    severity: highestOf(controls.map(({ severity }) => severity)),
    account,
    region,
    exemptions,
  });
  return clipped() === 0 ? message : { ...message, shortened: { texts: clipped() } };
}

function identity({ id, bucket, controls, expires }: EndingExemption): unknown[] {
  return [id, bucket, controls.map((control) => control.id), expires];
}
