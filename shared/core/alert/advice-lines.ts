import { wrap } from './text.ts';

/** One thing to do next. */
export interface Advice {
  readonly text: string;
  /** A command line that helps with it, broken where it may be. */
  readonly command?: readonly string[];
  /** What is to be pasted. */
  readonly paste?: Readonly<Record<string, unknown>>;
}

/** What to do, as lines of a mail. */
export function adviceLines(advice: readonly Advice[]): string[] {
  return advice.flatMap(({ text, command = [], paste }) => [
    ...wrap(text, '  * ', '    '),
    ...command.map((part, index) => `      ${part}${index < command.length - 1 ? ' \\' : ''}`),
    ...(paste === undefined ? [] : pasteLines(paste)),
  ]);
}

/** JSON as it stands, whatever its width: it was checked to be of printable characters alone. */
function pasteLines(paste: Readonly<Record<string, unknown>>): string[] {
  return JSON.stringify(paste, undefined, 2)
    .split('\n')
    .map((line) => `      ${line}`);
}
