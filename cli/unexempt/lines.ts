import { exemptionOf, exemptionReason, NOT_EXEMPT } from '../../shared/core/exemptions.ts';
import type { DynamicExemption } from '../../shared/journal/exemption-item.ts';
import { type ExemptionSettings, exemptingOf } from '../../shared/reconcile/exempting.ts';
import type { Session } from '../shared/session/session.ts';
import { suggest } from '../shared/suggest.ts';

/**
 * What it means that an exemption has ended: what leaves the bucket alone all the same, and what comes next otherwise.
 * @param others that people made by command
 */
export function endedLines(
  session: Pick<Session, 'settings' | 'typed'>,
  { id, bucket, controls }: DynamicExemption,
  others: readonly DynamicExemption[],
  nowMs: number,
): string[] {
  const left = exemptingOf(session.settings, bucket, others, NOT_EXEMPT, nowMs).exemptions;
  const judged = controls.filter((control) => exemptionOf(control, left) === undefined);
  return [
    `${bucket} is no longer exempt from ${controls.join(', ')} by ${id}.`,
    ...controls.flatMap((control) => {
      const other = exemptionOf(control, left);
      return other === undefined ? [] : [`${control} is still ${exemptionReason(other)}`];
    }),
    ...(judged.length === 0
      ? []
      : [
          `Its next look judges it again${unlessTagged(session.settings, judged)}; at once by: ${suggest(session, `fix ${bucket}`)}`,
        ]),
  ];
}

/** What a tag may still exempt; it is not read here, which would take another permission. */
function unlessTagged({ exemptByTag }: ExemptionSettings, judged: readonly string[]): string {
  const covered = judged.filter((control) => exemptByTag?.controls.includes(control));
  return covered.length === 0
    ? ''
    : `, unless its tag ${exemptByTag?.key} exempts it from ${covered.join(', ')}`;
}
