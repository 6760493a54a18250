import type { Advice } from '../alert/advice-lines.ts';
import type { EndingExemption, NoticeMessage, Stage } from './schema.ts';

/** What the reader can do now. */
export function adviceOf({ stage, exemptions }: NoticeMessage): Advice[] {
  const nothing = { text: NOTHING[stage] };
  if (stage === 'made') return [nothing, ...exemptions.flatMap(ending)];
  const prolongings = exemptions.map((exemption) => prolonging(exemption, stage));
  const isUndoOver = stage !== 'withdrawn' && exemptions.some(({ source }) => source === 'person');
  return [
    nothing,
    ...prolongings,
    ...(isUndoOver
      ? [{ text: 'What "warden undo" put back is repaired again, where the control is enforced.' }]
      : []),
  ];
}

const NOTHING: Readonly<Record<Stage, string>> = {
  made: 'Nothing, where you know of it: it ends by itself.',
  withdrawn:
    'Nothing, where the bucket is ready for it: the next event or sweep finds what is not compliant.',
  soon: 'Nothing, where the bucket is ready for it: an exemption ends by itself, and the first event or sweep after that finds what is not compliant.',
  ended:
    'Nothing, where the bucket is ready for it: the next event or sweep finds what is not compliant.',
};

function ending({ id, bucket, undo }: EndingExemption): Advice[] {
  return [
    ...(undo === undefined
      ? []
      : [{ text: 'To see what was put back:', command: [`warden show ${undo.id}`] }]),
    { text: `To have ${bucket} judged again before that:`, command: [`warden unexempt ${id}`] },
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
