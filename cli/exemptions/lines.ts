import { type Exemption, otherMaker } from '../../shared/core/exemptions.ts';
import type { DynamicExemption } from '../../shared/journal/exemption-item.ts';
import { peoplesExemptions, settingsExemptions } from '../../shared/reconcile/exempting.ts';
import { tableLines } from '../shared/output/table.ts';
import type { Session } from '../shared/session/session.ts';
import { shortTime } from '../shared/time.ts';

/** Every exemption that counts now, those that end first first. */
export function current(
  session: Pick<Session, 'settings'>,
  dynamic: readonly DynamicExemption[],
  nowMs: number,
): Exemption[] {
  const now = new Date(nowMs).toISOString();
  const ofPeople = peoplesExemptions(session.settings, dynamic, nowMs);
  return [...settingsExemptions(session.settings), ...ofPeople]
    .filter(({ expires = '~' }) => expires > now)
    .sort((left, right) => (left.expires ?? '~').localeCompare(right.expires ?? '~'));
}

const HEAD = ['ID', 'BUCKET', 'CONTROLS', 'UNTIL (UTC)', 'OWNER', 'WHY'];

/** Exemptions for people, one a row. */
export function exemptionLines(
  exemptions: readonly Exemption[],
  width: number | undefined,
): string[] {
  const rows = exemptions.map((exemption) => {
    const { id, bucket, controls, expires, owner, reason } = exemption;
    const maker = otherMaker(exemption);
    return [
      id ?? 'settings',
      bucket,
      controls?.join(', ') ?? 'all',
      expires === undefined ? '' : shortTime(expires),
      maker === undefined ? owner : `${owner}, made by ${maker}`,
      reason,
    ];
  });
  return tableLines(HEAD, rows, { width });
}
