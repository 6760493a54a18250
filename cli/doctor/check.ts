import type { Check } from '../../shared/core/hearing/check.ts';
import { EXIT, type ExitCode } from '../shared/output/exit-codes.ts';
import { paint } from '../shared/output/print.ts';

const MARKS = { good: '✔', bad: '✖', unknown: '?', optional: '–' } as const;

const COLOURS = { good: 'green', bad: 'red', unknown: 'yellow', optional: 'gray' } as const;

/** A check as a line, and another for what to do. */
export function checkLines({ state, text, advice }: Check): string[] {
  const line = `${paint(COLOURS[state], MARKS[state])} ${text}`;
  return advice === undefined ? [line] : [line, `  → ${advice}`];
}

/** Good only where nothing is wrong and nothing is unknown. */
export function exitCodeOf(checks: readonly Pick<Check, 'state'>[]): ExitCode {
  return checks.some(({ state }) => state === 'bad' || state === 'unknown')
    ? EXIT.found
    : EXIT.good;
}
