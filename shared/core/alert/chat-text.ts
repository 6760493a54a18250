import type { Advice } from './advice-lines.ts';
import { clean, clip } from './text.ts';

/** What a next step may take: its text, and its command, which is of no use where it was cut. */
const LONGEST_STEP = 600;

/** One thing to do next: its text, and its command, or what is to be pasted, as a code span. */
export function stepOf({ text, command, paste }: Advice): string {
  const step = escaped(text, LONGEST_STEP);
  if (paste !== undefined) {
    const json = JSON.stringify(paste);
    return json.length > LONGEST_STEP
      ? `${step} (in the mail, and in the JSON of the alert)`
      : `${step} ${code(json, LONGEST_STEP)}`;
  }
  if (command === undefined) return step;
  const line = command.map((part) => part.trim()).join(' ');
  return `${step} ${code(line, LONGEST_STEP)}`;
}

/** Text as a code span, in which nothing is a link. */
export function code(text: string, longest?: number): string {
  return `\`${literal(text, longest)}\``;
}

/**
 * Text that a chat client shows as it stands: whoever makes the call chooses the user agent, and must not
 * be able to mention a channel, forge a link or end a code span.
 */
export function escaped(text: string, longest?: number): string {
  return literal(text, longest).replace(/[[\]]|:(?=\/\/)/g, '$&\u200b');
}

/** Text without mentions, formatted links and backticks: as much as a code span needs. */
function literal(text: string, longest = 300): string {
  return clip(clean(text), longest)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('`', "'")
    .replace(/@(?=channel|here|everyone)/gi, '@\u200b');
}
