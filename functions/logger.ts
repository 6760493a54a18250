import { Logger } from '@aws-lambda-powertools/logger';
import { printable, printableLines } from '../shared/core/printable.ts';

/**
 * A logger whose lines hold nothing that a terminal would obey: JSON escapes the oldest control characters and leaves
 * the others, and what turns the direction of text, as they are.
 */
export function createLogger(): Logger {
  return new Logger({ jsonReplacerFn: (_key, value) => withoutControls(value) });
}

function withoutControls(value: unknown): unknown {
  if (typeof value === 'string') return printableLines(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const names = Object.keys(value);
  if (names.every((name) => printable(name) === name)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, of]) => [printable(name), of]));
}
