import { toAlertChange } from '../../shared/core/alert/alert.ts';
import { deletionOf } from '../../shared/core/alert/change-diff.ts';
import type { RecordedChange } from '../../shared/core/journal.ts';
import type { Change } from '../../shared/model/facet.ts';
import { facetOf } from '../../shared/resources/facets.ts';
import { paint } from './output/print.ts';
import { changeLines } from './plan.ts';

/** The colour of each state that a recorded change can be in. */
export const STATE_COLOURS = {
  intended: 'yellow',
  applied: 'green',
  failed: 'red',
  undone: 'cyan',
  superseded: 'magenta',
} as const;

/** The difference that a recorded change made. */
export function recordedLines(change: RecordedChange): string[] {
  const { before, after } = change;
  // The facet's name and its values' type go together, which TypeScript cannot see here.
  if (after === undefined) return deletionLines({ ...change, after: before } as Change);
  return changeLines([change as Change]);
}

/** The value after a change, with every line of it removed. */
export function deletionLines(change: Change): string[] {
  const removed = deletionOf(toAlertChange(change).after);
  return [
    paint('bold', `  ${facetOf(change.facet).title} is deleted:`),
    ...removed.map((line) => paint('red', line)),
  ];
}
