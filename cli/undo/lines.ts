import type { Repair } from '../../shared/core/journal.ts';
import type { Change, Observation } from '../../shared/model/facet.ts';
import { facetOf } from '../../shared/resources/facets.ts';
import { paint } from '../shared/output/print.ts';
import { changeLines } from '../shared/plan.ts';
import { deletionLines } from '../shared/recorded-change.ts';
import type { Session } from '../shared/session/session.ts';
import { suggest } from '../shared/suggest.ts';
import { shortTime } from '../shared/time.ts';

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
