import { randomInt } from 'node:crypto';
import { styleText } from 'node:util';
import { printable, printableLines } from '../../../shared/core/printable.ts';
import { EXIT } from './exit-codes.ts';

/*
 * The one door to the terminal. Owners, reasons, policies, events and errors are other people's texts: what of them a
 * terminal would obey is shown as an escape. Only colours that `paint` made pass; they have a mark that nobody else knows.
 */

const MARK = String(randomInt(100_000_000, 1_000_000_000));
const PAINTED = new RegExp(`\\u001b\\[${MARK};([\\d;]*m)`);

/** A line as the terminal gets it: one line, whatever its text holds. */
export function lineOf(line: string): string {
  // Every second piece is what a colour's mark was followed by.
  return line
    .split(PAINTED)
    .map((piece, index) => (index % 2 === 1 ? `\u001b[${piece}` : printable(piece)))
    .join('');
}

/** Writes a line to standard output. */
export function print(line = ''): void {
  process.stdout.write(`${lineOf(line)}\n`);
}

/** Writes lines to standard output. */
export function printAll(lines: readonly string[]): void {
  for (const line of lines) print(line);
}

/** Writes a value as JSON: what is escaped in it means the same to whoever reads it. */
export function printJson(value: unknown): void {
  process.stdout.write(`${printableLines(JSON.stringify(value, undefined, 2) ?? 'null')}\n`);
}

/** Writes text of several lines as it is; on a terminal, as far as that can show it. */
export function printText(text: string): void {
  process.stdout.write(process.stdout.isTTY ? printableLines(text) : text);
}

/** Says something on standard error, beside the output; of several lines where the settings are wrong. */
export function warn(text: string): void {
  process.stderr.write(`warden: ${printableLines(text)}\n`);
}

/** Colours text where standard output is a terminal that wants colours. */
export function paint(format: Parameters<typeof styleText>[0], text: string): string {
  const [before = '', after = ''] = styleText(format, '\n', { stream: process.stdout }).split('\n');
  return `${marked(before)}${text}${marked(after)}`;
}

function marked(codes: string): string {
  return codes.replaceAll('\u001b[', `\u001b[${MARK};`);
}

/** `1 bucket`, `2 buckets`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** Ends where the output cannot be written: without a word where its reader has seen enough, as `head` has. */
export function endWhenCutOff(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit();
    warn(`the output cannot be written: ${error.message}`);
    process.exit(EXIT.error);
  });
}
