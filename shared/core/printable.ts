/**
 * What a terminal, a queue or a reader would obey or stumble over and not show: control characters, characters that turn
 * the direction of text or have no width, line breaks of Unicode, halves of characters, and what is no character.
 */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029\ufffe\uffff]/gu;

/** Text on one line in which everything is to be seen: what is not printed stands as its escape, as in `\u001b`. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, escaped);
}

/** As `printable`, with its lines and tabs as they are. */
export function printableLines(text: string): string {
  return text.replace(UNPRINTABLE, (one) => (one === '\n' || one === '\t' ? one : escaped(one)));
}

/** One escape for each half, as JSON has it: JSON text with such escapes says the same. */
function escaped(one: string): string {
  return Array.from(
    { length: one.length },
    (_, index) => `\\u${one.charCodeAt(index).toString(16).padStart(4, '0')}`,
  ).join('');
}
