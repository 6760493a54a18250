import { clean, clip } from './text.ts';

/** Text as a code span. */
export function code(text: string): string {
  return `\`${escaped(text)}\``;
}

/**
 * Text that a chat client shows as it stands: whoever makes the call chooses the user agent, and must not
 * be able to mention a channel, forge a link or end a code span.
 */
export function escaped(text: string, longest = 300): string {
  return clip(clean(text), longest)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('`', "'")
    .replace(/@(?=channel|here|everyone)/gi, '@\u200b');
}
