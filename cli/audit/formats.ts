import { stringify } from 'csv-stringify/sync';
import { count, paint } from '../output/print.ts';
import { tableLines } from '../output/table.ts';
import { paintVerdict, VERDICT_LABELS, type Verdict } from '../verdict.ts';
import { type AuditedBucket, type Summary, summaryOf } from './audit.ts';

/** For programs: everything, with the summary. */
export function toJson(account: string, audited: readonly AuditedBucket[]): string {
  return JSON.stringify({ account, summary: summaryOf(audited), buckets: audited }, undefined, 2);
}

const COLUMNS = ['account', 'bucket', 'region', 'control', 'severity', 'mode', 'verdict', 'reason'];

/** For spreadsheets: a row for each bucket and control. */
export function toCsv(account: string, audited: readonly AuditedBucket[]): string {
  const rows = audited.flatMap(({ bucket, region, findings }) =>
    findings.map((finding) => ({ account, bucket, region, ...finding })),
  );
  // Reasons quote what owners wrote: a spreadsheet must not run it.
  return stringify(rows, { header: true, columns: COLUMNS, escape_formulas: true });
}

/** For people: every control of a bucket where something was found, one row for all where nothing was. */
export function toTable(audited: readonly AuditedBucket[], width: number | undefined): string[] {
  return tableLines(['BUCKET', 'REGION', 'CONTROL', 'VERDICT', 'WHY'], audited.flatMap(rowsOf), {
    width,
    style: (cell) => paintLabel(cell),
  });
}

/** The rows of one bucket, which is named in the first of them. */
export function rowsOf({ bucket, region, verdict, findings }: AuditedBucket): string[][] {
  if (verdict === 'compliant') {
    return [[bucket, region, `all ${findings.length}`, VERDICT_LABELS.compliant, '']];
  }
  return findings.map((finding, index) => [
    ...(index === 0 ? [bucket, region] : ['', '']),
    finding.control,
    VERDICT_LABELS[finding.verdict],
    finding.reason ?? '',
  ]);
}

function paintLabel(cell: string): string {
  const known = Object.entries(VERDICT_LABELS).find(([, label]) => label === cell);
  return known === undefined ? cell : paintVerdict(known[0] as Verdict, cell);
}

/** One line for people. */
export function toSentence(summary: Summary): string {
  const parts = (['noncompliant', 'blocked', 'unknown', 'compliant'] as const)
    .filter((verdict) => summary[verdict] > 0)
    .map((verdict) => paintVerdict(verdict, `${summary[verdict]} ${verdict}`));
  const buckets = paint('bold', count(summary.buckets, 'bucket'));
  return parts.length === 0 ? `${buckets}.` : `${buckets}: ${parts.join(', ')}.`;
}
