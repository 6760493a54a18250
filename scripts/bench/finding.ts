/** One thing that was measured, with the budget beside it. */
export interface Finding {
  readonly what: string;
  /** Counts and sizes are the code's own and decide the exit code; times are the machine's as well and do not. */
  readonly kind: 'count' | 'size' | 'time';
  /** The value that is held against the budget. */
  readonly measured: number;
  /** As it is printed, with unit and spread. */
  readonly text: string;
  /** The most that is allowed; absent where the number only explains another. */
  readonly budget?: number;
  /** As it is printed, with unit and formula. */
  readonly budgetText?: string;
}

/** Findings that belong together. */
export interface Section {
  readonly title: string;
  readonly findings: readonly Finding[];
  /** What has to be known to read the numbers. */
  readonly notes: readonly string[];
}

export type Verdict = 'ok' | 'over';

/** Undefined where there is no budget. What could not be measured (NaN) is over. */
export function verdictOf({ measured, budget }: Finding): Verdict | undefined {
  if (budget === undefined) return undefined;
  return measured <= budget ? 'ok' : 'over';
}

/** 1 where a count or a size is over its budget. */
export function exitCodeOf(sections: readonly Section[]): 0 | 1 {
  const broken = sections
    .flatMap((section) => section.findings)
    .some((finding) => finding.kind !== 'time' && verdictOf(finding) === 'over');
  return broken ? 1 : 0;
}
