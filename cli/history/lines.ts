import type { ChangeState, JournalEntry } from '../../shared/core/journal.ts';
import { paint } from '../shared/output/print.ts';
import { tableLines } from '../shared/output/table.ts';
import { STATE_COLOURS } from '../shared/recorded-change.ts';
import { shortTime } from '../shared/time.ts';

const HEAD = ['ID', 'TIME (UTC)', 'STATE', 'BUCKET', 'CHANGED', 'WHY'];

/** Changes for people, one a row, as they come. */
export function historyLines(
  entries: readonly JournalEntry[],
  width: number | undefined,
): string[] {
  return tableLines(HEAD, entries.map(rowOf), {
    width,
    style: (cell, column) =>
      column === 2 ? paint(STATE_COLOURS[cell as ChangeState], cell) : cell,
  });
}

function rowOf(entry: JournalEntry): string[] {
  const { id, intendedAt, state, bucket, change, reasons, failure, undone, undoes } = entry;
  const wanted = Object.entries(reasons).map(([control, reason]) => `${control}: ${reason}`);
  const why = [
    ...wanted,
    ...(failure === undefined ? [] : [failure]),
    ...(undone === undefined ? [] : [`undone by ${undone.byArn ?? undone.by}`]),
    ...(undoes === undefined ? [] : [`by ${undoes.undone.byArn ?? undoes.undone.by}`]),
  ];
  return [id, shortTime(intendedAt), state, bucket.name, change.facet, why.join('; ')];
}
