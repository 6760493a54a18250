import type { Advice } from '../alert/advice-lines.ts';
import type { EndingExemption, NoticeMessage, Stage } from './schema.ts';

/** What the reader can do now. */
export function adviceOf({ stage, exemptions }: NoticeMessage): Advice[] {
  const sources = exemptions.map(({ source }) => source);
  return [
    {
      text:
        stage === 'soon'
          ? 'Nothing, where the bucket is ready for it: an exemption ends by itself, and the first event or sweep after that finds what is not compliant.'
          : 'Nothing, where the bucket is ready for it: the next event or sweep finds what is not compliant.',
    },
    ...exemptions.map((exemption) => prolonging(exemption, stage)),
    ...(sources.includes('person')
      ? [{ text: 'What "warden undo" put back is repaired again, where the control is enforced.' }]
      : []),
  ];
}

function prolonging({ source, bucket, controls, expires }: EndingExemption, stage: Stage): Advice {
  const wish = `To have ${bucket} left alone ${stage === 'soon' ? 'for longer' : 'again'}`;
  if (source === 'settings') {
    return {
      text: `${wish}: in warden.config.ts, under exemptions, change expires: '${expires.slice(0, 10)}' of bucket: '${bucket}' to a later day, and deploy.`,
    };
  }
  return {
    text: `${wish}:`,
    command: [
      "warden exempt --for <days> --reason '<why>'",
      `  ${bucket}`,
      ...controls.map(({ id }) => `  --control ${id}`),
    ],
  };
}
