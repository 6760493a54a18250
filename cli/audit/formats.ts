import { stringify } from 'csv-stringify/sync';
import { printable } from '../../shared/core/printable.ts';
import { count, paint } from '../shared/output/print.ts';
import { tableLines } from '../shared/output/table.ts';
import { type Finding, paintVerdict, VERDICT_MARKS, type Verdict } from '../shared/verdict.ts';
import { type AuditedBucket, type Summary, summaryOf } from './audit.ts';

/** For programs: everything, with the summary. */
export function toJson(account: string, audited: readonly AuditedBucket[]) {
  return { account, summary: summaryOf(audited), buckets: audited };
}

const COLUMNS = [
  ...['account', 'bucket', 'region', 'control', 'severity', 'mode', 'verdict', 'reason'],
  'warning',
];

/** For spreadsheets: a row for each bucket and control, and one for a bucket for which every control is off. */
export function toCsv(account: string, audited: readonly AuditedBucket[]): string {
  const rows = audited.flatMap(({ bucket, region, verdict, findings }) =>
    (findings.length > 0 ? findings : [{ verdict }]).map((finding) => ({
      ...{ account, bucket, region },
      ...finding,
    })),
  );
  // Reasons quote what owners wrote: a spreadsheet must not run it.
  const cast = { string: (text: string) => printable(text) };
  return stringify(rows, { header: true, columns: COLUMNS, escape_formulas: true, cast });
}

/** For people: every control of a bucket where something was found, one row for all where nothing was. */
export function toTable(audited: readonly AuditedBucket[], width: number | undefined): string[] {
  return tableLines(['BUCKET', 'REGION', 'CONTROL', 'WHAT WAS FOUND'], audited.flatMap(rowsOf), {
    width,
    style: (cell, column) => (column === 2 ? paintMarked(cell) : cell),
  });
}

/** The rows of one bucket, which is named in the first of them; of a compliant one only what is warned of. */
export function rowsOf({ bucket, region, verdict, findings }: AuditedBucket): string[][] {
  if (verdict === 'compliant') {
    return [
      [bucket, region, `${VERDICT_MARKS.compliant} all ${findings.length}`, ''],
      ...findings
        .filter(({ warning }) => warning !== undefined)
        .map((finding) => ['', '', markOf(finding), foundOf(finding)]),
    ];
  }
  if (verdict === 'unjudged') {
    return [[bucket, region, `${VERDICT_MARKS.unjudged} no control is on`, '']];
  }
  return findings.map((finding, index) => [
    ...(index === 0 ? [bucket, region] : ['', '']),
    markOf(finding),
    foundOf(finding),
  ]);
}

function markOf({ verdict, control }: Finding): string {
  return `${VERDICT_MARKS[verdict]} ${control}`;
}

function foundOf({ reason, warning }: Finding): string {
  return reason ?? (warning === undefined ? '' : `warning: ${warning}`);
}

const MARKED = Object.entries(VERDICT_MARKS) as [Verdict, string][];

function paintMarked(cell: string): string {
  const verdict = MARKED.find(([, mark]) => cell.startsWith(mark))?.[0];
  return verdict === undefined ? cell : paintVerdict(verdict, cell);
}

/** One line for people, which says what the marks mean. */
export function toSentence(summary: Summary): string {
  const parts = (['noncompliant', 'blocked', 'unknown', 'exempt', 'unjudged', 'compliant'] as const)
    .filter((verdict) => summary[verdict] > 0)
    .map((verdict) =>
      paintVerdict(verdict, `${VERDICT_MARKS[verdict]} ${summary[verdict]} ${verdict}`),
    );
  const buckets = paint('bold', count(summary.buckets, 'bucket'));
  return parts.length === 0 ? `${buckets}.` : `${buckets}: ${parts.join(', ')}.`;
}
