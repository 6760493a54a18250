import { enumerate } from '../alert/text.ts';
import { controlsText } from './lines.ts';
import type { EndingExemption, NoticeMessage } from './schema.ts';

/** What ends and when, in one line. */
export function headline({ stage, exemptions }: NoticeMessage): string {
  const [only] = exemptions;
  if (exemptions.length !== 1 || only === undefined) {
    return `${exemptions.length} exemptions ${stage === 'soon' ? 'end within seven days' : 'have ended'}`;
  }
  const when = stage === 'soon' ? `ends on ${only.expires.slice(0, 10)}` : 'has ended';
  return `The exemption of ${only.bucket} from ${controlsText(idsOnly(only))} ${when}`;
}

/** What the controls do once it has ended, as a clause. */
export function consequence({ controls }: EndingExemption): string {
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
