import type { Advice } from './advice.ts';
import { wrap } from './text.ts';

/** What to do, as lines of a mail. */
export function adviceLines(advice: readonly Advice[]): string[] {
  return advice.flatMap(({ text, command = [] }) => [
    ...wrap(text, '  * ', '    '),
    ...command.map((part, index) => `      ${part}${index < command.length - 1 ? ' \\' : ''}`),
  ]);
}
