import Table from 'cli-table3';
import { printable } from '../../../shared/core/printable.ts';
import { paint } from './print.ts';

const NO_LINES = {
  ...{ top: '', 'top-mid': '', 'top-left': '', 'top-right': '' },
  ...{ bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '' },
  ...{ left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '' },
  middle: '  ',
};

/** Narrower than this, a column is better wrapped by the terminal. */
const NARROWEST = 24;

export interface TableOptions {
  /** Colours cells, after they were measured. */
  readonly style?: (cell: string, column: number) => string;
  /** Columns of the terminal: the last column of the table is wrapped to fit. Without: as wide as it is. */
  readonly width?: number | undefined;
}

/** Rows as lines of aligned columns without borders; a cell is one line, whatever its text holds. */
export function tableLines(
  head: readonly string[],
  cells: readonly (readonly string[])[],
  { style = (cell) => cell, width }: TableOptions = {},
): string[] {
  const rows = cells.map((row) => row.map(printable));
  const table = new Table({
    head: head.map((title) => paint('bold', title)),
    chars: NO_LINES,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
    ...fitting([head, ...rows], width),
  });
  for (const row of rows) table.push(row.map(style));
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd());
}

function fitting(rows: readonly (readonly string[])[], width: number | undefined) {
  if (width === undefined) return {};
  const columns = rows[0]?.length ?? 0;
  const widths = Array.from({ length: columns }, (_, column) =>
    rows.reduce((widest, row) => Math.max(widest, row[column]?.length ?? 0), 0),
  );
  const taken = widths.slice(0, -1).reduce((sum, each) => sum + each + 2, 0);
  const last = width - taken;
  if ((widths.at(-1) ?? 0) <= last || last < NARROWEST) return {};
  return { colWidths: [...widths.slice(0, -1), last], wordWrap: true };
}
