import { isRefusal } from '../../shared/core/refusal/obstacle.ts';
import type { ControlResult } from '../../shared/core/report.ts';
import type { Mode } from '../../shared/model/control.ts';
import { type ReadVerdict, type Severity, STATUSES } from '../../shared/model/status.ts';
import { paint } from './output/print.ts';

/**
 * What a person who only reads is told of a control: `unknown` where its facet could not be read, `exempt` where it was
 * left alone; and of a bucket: `unjudged` where every control is off for it.
 */
export type Verdict = ReadVerdict | 'unjudged';

/** What stands for all controls of a bucket. */
export type BucketVerdict = Exclude<Verdict, 'not-applicable'>;

/** How one control came out on one bucket. */
export interface Finding {
  readonly control: string;
  readonly severity: Severity;
  readonly mode: Mode;
  readonly verdict: Verdict;
  readonly reason?: string;
  /** What a compliant facet may still do. */
  readonly warning?: string;
}

/** A control's result as a finding: nothing was written, whatever a plan calls it. */
export function findingOf(
  { control, severity, status, reason, obstacle, warning }: ControlResult,
  modes: Readonly<Record<string, Mode>>,
): Finding {
  // A plan has such an obstacle only where the read was refused.
  const verdict = obstacle && isRefusal(obstacle) ? 'unknown' : STATUSES[status].verdict;
  const why = [reason, obstacle?.detail].filter(Boolean).join(': ');
  return {
    ...{ control, severity, mode: modes[control] ?? 'off', verdict },
    ...(why !== '' && { reason: why }),
    ...(warning !== undefined && { warning }),
  };
}

const WORST_FIRST = ['noncompliant', 'blocked', 'unknown', 'exempt'] as const;

/** The one verdict that stands for several. */
export function worstOf(findings: readonly Pick<Finding, 'verdict'>[]): BucketVerdict {
  if (findings.length === 0) return 'unjudged';
  const verdicts = new Set(findings.map((finding) => finding.verdict));
  return WORST_FIRST.find((verdict) => verdicts.has(verdict)) ?? 'compliant';
}

/** What stands for a verdict in tables. */
export const VERDICT_MARKS: Readonly<Record<Verdict, string>> = {
  compliant: '✔',
  noncompliant: '✖',
  blocked: '!',
  unknown: '?',
  exempt: '–',
  'not-applicable': '–',
  unjudged: '–',
};

const COLOURS = {
  compliant: 'green',
  noncompliant: 'red',
  blocked: 'magenta',
  unknown: 'yellow',
  exempt: 'cyan',
  'not-applicable': 'cyan',
  unjudged: 'cyan',
} as const;

/** Colours text by the verdict that it stands for. */
export function paintVerdict(verdict: Verdict, text: string): string {
  return paint(COLOURS[verdict], text);
}
