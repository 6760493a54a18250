import { styleText } from 'node:util';
import { EXIT } from '../exit-codes.ts';

/** Writes a line to standard output. */
export function print(line = ''): void {
  process.stdout.write(`${line}\n`);
}

/** Colours text where standard output is a terminal that wants colours. */
export function paint(format: Parameters<typeof styleText>[0], text: string): string {
  return styleText(format, text, { stream: process.stdout });
}

/** `1 bucket`, `2 buckets`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** Ends where the output cannot be written: without a word where its reader has seen enough, as `head` has. */
export function endWhenCutOff(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit();
    process.stderr.write(`warden: the output cannot be written: ${error.message}\n`);
    process.exit(EXIT.error);
  });
}
