import type { Report } from '../core/report.ts';
import type { SweepProgress } from '../core/sweep/progress.ts';
import type { Recalled } from '../journal/journal.ts';
import { withRecovered } from '../journal/recover.ts';
import type { SweepServices } from './services.ts';

/**
 * The report of a look, with what this very sweep repaired before it: its function may have died, or another
 * copy of its message been quicker, before that was counted.
 * @param recalled what was known of the bucket when the step began: a repair by a copy since then is not seen. Without
 * it nobody can tell when the last look was there.
 */
export async function withEarlierRepairs(
  { changesSince, controls }: Pick<SweepServices, 'changesSince' | 'controls'>,
  { id, startedAt }: Pick<SweepProgress, 'id' | 'startedAt'>,
  report: Report,
  recalled: Recalled | undefined,
): Promise<Report> {
  const startedMs = Date.parse(startedAt);
  if (recalled !== undefined && recalled.state.closedAtMs < startedMs) return report;
  const known = new Set(report.changes.map((change) => change.id));
  const changes = await changesSince(report.bucket.name, startedMs);
  const untold = changes
    .filter(
      (change) =>
        change.state === 'applied' &&
        !known.has(change.id) &&
        change.triggers.some((trigger) => trigger.kind === 'sweep' && trigger.id === id),
    )
    .toReversed();
  return withRecovered(report, { settled: [], untold }, controls);
}
