import { describeError } from '../../shared/aws/errors.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { paint } from '../output/print.ts';
import { isDenied } from '../sentence.ts';

/** What came out of looking at one thing. */
export interface Check {
  /** `optional`: not there, and not needed. `unknown`: it could not be looked at. */
  readonly state: 'good' | 'bad' | 'unknown' | 'optional';
  readonly text: string;
  /** What to do now. */
  readonly advice?: string;
}

/** Looks at one thing; what cannot be looked at is said, and never ends the others. */
export async function attempt(about: string, look: () => Promise<Check[]>): Promise<Check[]> {
  try {
    return await look();
  } catch (error) {
    const advice = isDenied(error)
      ? 'let these credentials do it: --help lists the permissions'
      : 'try again, or look by hand';
    return [
      { state: 'unknown', text: `${about}: cannot be told (${describeError(error)})`, advice },
    ];
  }
}

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
