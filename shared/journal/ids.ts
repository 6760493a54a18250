import { randomInt } from 'node:crypto';

// Crockford's base 32: no letter that is taken for a digit.
const DIGITS = '0123456789abcdefghjkmnpqrstvwxyz';
const TIME_LENGTH = 9;
const CHANCE_LENGTH = 3;

/**
 * An id for a change: its time to the millisecond and three characters of chance, as in
 * `1hzk3x2am-7qd`. Ids sort by time.
 */
export function newChangeId(nowMs: number): string {
  const chance = randomInt(DIGITS.length ** CHANCE_LENGTH);
  return `${base32(nowMs, TIME_LENGTH)}-${base32(chance, CHANCE_LENGTH)}`;
}

/** Ids, in the order of what has them. */
export function idsOf(all: readonly { readonly id: string }[]): string[] {
  return all.map(({ id }) => id);
}

/** Sorts before every id of that time or later. */
export function firstIdOf(timeMs: number): string {
  return base32(Math.max(0, Math.floor(timeMs)), TIME_LENGTH);
}

function base32(value: number, length: number): string {
  let text = '';
  for (let rest = value; text.length < length; rest = Math.floor(rest / DIGITS.length)) {
    text = `${DIGITS[rest % DIGITS.length]}${text}`;
  }
  return text;
}
