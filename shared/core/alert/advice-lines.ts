import { wrap } from './text.ts';

/** One thing to do next. */
export interface Advice {
  readonly text: string;
  /** A command line that helps with it, broken where it may be. */
  readonly command?: readonly string[];
}

/** What to do, as lines of a mail. */
export function adviceLines(advice: readonly Advice[]): string[] {
  return advice.flatMap(({ text, command = [] }) => [
    ...wrap(text, '  * ', '    '),
    ...command.map((part, index) => `      ${part}${index < command.length - 1 ? ' \\' : ''}`),
  ]);
}
