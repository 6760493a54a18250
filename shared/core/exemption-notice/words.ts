import { enumerate } from '../alert/text.ts';
import { controlsText } from './lines.ts';
import type { EndingExemption, NoticeMessage, Stage } from './schema.ts';

/** The words of each stage. */
interface StageWords {
  /** Above the exemptions in a mail. */
  readonly title: string;
  /** Of several, in one line. */
  readonly several: string;
  /** Of one, in one line. */
  one(exemption: EndingExemption): string;
}

const WORDS: Readonly<Record<Stage, StageWords>> = {
  made: {
    title: 'What is exempt',
    several: 'exemptions were made',
    one: (exemption) => {
      const { bucket, undo, expires } = exemption;
      const what = `exempt from ${controlsText(idsOnly(exemption))} until ${expires.slice(0, 10)}`;
      return undo === undefined
        ? `${bucket} is ${what}`
        : `A repair of ${bucket} was undone, and it is ${what}`;
    },
  },
  withdrawn: {
    title: 'What was ended',
    several: 'exemptions were ended by hand',
    one: (exemption) =>
      `${exemptionOf(exemption)} was ended by ${exemption.withdrawn?.by ?? 'somebody'}`,
  },
  soon: {
    title: 'What ends',
    several: 'exemptions end within seven days',
    one: (exemption) => `${exemptionOf(exemption)} ends on ${exemption.expires.slice(0, 10)}`,
  },
  ended: {
    title: 'What has ended',
    several: 'exemptions have ended',
    one: (exemption) => `${exemptionOf(exemption)} has ended`,
  },
};

/** What was made or ends, and when, in one line. */
export function headline({ stage, exemptions }: NoticeMessage): string {
  const [only] = exemptions;
  return exemptions.length === 1 && only !== undefined
    ? WORDS[stage].one(only)
    : `${exemptions.length} ${WORDS[stage].several}`;
}

/** The title above the exemptions of a stage. */
export function stageTitle(stage: Stage): string {
  return WORDS[stage].title;
}

function exemptionOf(exemption: EndingExemption): string {
  return `The exemption of ${exemption.bucket} from ${controlsText(idsOnly(exemption))}`;
}

/** What comes of it, and when that is, as in `then`. */
export function consequence(exemption: EndingExemption, stage: Stage): [string, string] {
  switch (stage) {
    case 'made':
      return ['now', 'these controls leave the bucket alone'];
    case 'withdrawn':
      return ['now', 'its next look judges it again, unless another exemption holds'];
    case 'soon':
      return ['then', returning(exemption)];
    case 'ended':
      return ['now', returning(exemption)];
  }
}

/** What the controls do once it has ended, as a clause. */
function returning({ controls }: EndingExemption): string {
  const inMode = (wanted: string) =>
    controls.filter(({ mode }) => mode === wanted).map(({ id }) => id);
  const said = (ids: readonly string[], what: string) =>
    ids.length === 0 ? [] : [`${enumerate(ids)} ${ids.length === 1 ? 'is' : 'are'} ${what}`];
  return [
    ...said(inMode('enforce'), 'enforced again'),
    ...said(inMode('audit'), 'told about again, not repaired (audit mode)'),
  ].join('; ');
}

/** The same exemption with the ids of its controls alone. */
export function idsOnly(exemption: EndingExemption) {
  return { ...exemption, controls: exemption.controls.map(({ id }) => id) };
}
