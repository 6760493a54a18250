import { toAlertChange } from '../shared/core/alert/alert.ts';
import { deletionOf } from '../shared/core/alert/change-diff.ts';
import type { RecordedChange, Repair } from '../shared/core/journal.ts';
import type { Change, Observation } from '../shared/model/facet.ts';
import { facetOf } from '../shared/resources/facets.ts';
import { paint } from './output/print.ts';
import { changeLines } from './plan.ts';
import type { Session } from './session.ts';
import { suggest } from './suggest.ts';
import { shortTime } from './time.ts';

/** What an undo would write, and what would be exempt. */
export function undoPlanLines({ bucket, change }: Repair, expires: string): string[] {
  return [
    paint('bold', `${bucket.name} (${bucket.region}), to be put back`),
    ...differenceLines(change, change.before),
    '',
    `Exempt from ${change.controls.join(', ')} until ${shortTime(expires)} UTC.`,
    '',
  ];
}

/** Why an undo stops: what is there now, compared with what the change left. */
export function movedLines(
  session: Pick<Session, 'typed'>,
  { id, bucket, change }: Repair,
  live: Observation<unknown>,
): string[] {
  const what = `${facetOf(change.facet).title} of ${bucket.name}`;
  if (live.state === 'unknown') {
    return [`${what} could not be read, so nothing was written: ${live.detail}`];
  }
  return [
    `${what} is not what change ${id} left any more, so nothing was written. Since then:`,
    ...differenceLines(change, live.state === 'present' ? live.value : undefined),
    '',
    `What stood before it, to the byte: ${suggest(session, `show ${id} --json`)}`,
  ];
}

/** From what the change left to another value; undefined where there is none. */
function differenceLines(change: Change, to: unknown): string[] {
  if (to === undefined) return deletionLines(change);
  // The facet's name and its values' type go together, which TypeScript cannot see here.
  return changeLines([{ ...change, before: change.after, after: to } as Change]);
}

/** What a recorded change made of what stood before. */
export function recordedLines(change: RecordedChange): string[] {
  const { before, after } = change;
  // As above: a deletion is shown as one of the value that stood before.
  if (after === undefined) return deletionLines({ ...change, after: before } as Change);
  return changeLines([change as Change]);
}

/** The value that the change left, every line of it removed. */
function deletionLines(change: Change): string[] {
  const removed = deletionOf(toAlertChange(change).after);
  return [
    paint('bold', `  ${facetOf(change.facet).title} is deleted:`),
    ...removed.map((line) => paint('red', line)),
  ];
}
