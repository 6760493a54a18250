import { styleText } from 'node:util';

/** Breaks text at blanks into lines of at most `width`; a longer word stays whole. */
export function wrap(text: string, width: number, first = '', others = ''): string[] {
  const lines: string[] = [];
  let line = first;
  let empty = true;
  for (const word of text.split(' ')) {
    if (!empty && line.length + 1 + word.length > width) {
      lines.push(line);
      line = others + word;
    } else {
      line += empty ? word : ` ${word}`;
    }
    empty = false;
  }
  return [...lines, line];
}

export function heading(text: string): string {
  return `\n${styleText(['bold', 'underline'], text)}\n`;
}

/** Lines in a frame that is as wide as the longest, with a title in its upper edge. */
export function framed(title: string, lines: readonly string[]): string {
  const width = Math.max(title.length + 2, ...lines.map((line) => line.length));
  return [
    `┌─ ${title} ${'─'.repeat(width - title.length - 1)}┐`,
    ...lines.map((line) => `│ ${line.padEnd(width)} │`),
    `└${'─'.repeat(width + 2)}┘`,
  ].join('\n');
}
