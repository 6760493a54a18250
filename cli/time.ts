import { CliError } from './cli-error.ts';

const MOST_DAYS = 3650;

const UNITS = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

/**
 * A time as people say it: `2026-11-21`, `2026-11-21T02:13Z`, or how long ago, as in `90m`, `12h`, `7d`, `2w`.
 * @returns ms since 1970
 * @throws {CliError} where it is neither.
 */
export function parseSince(text: string, nowMs: number): number {
  const [, number, unit] = /^(\d+)([mhdw])$/.exec(text) ?? [];
  if (number !== undefined) return nowMs - Number(number) * UNITS[unit as keyof typeof UNITS];
  const time = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(time)) return time;
  throw new CliError(
    `"${text}" is no time: give a date as in 2026-11-21, or how long ago as in 7d.`,
  );
}

/**
 * When an exemption ends: after some days, or at the end of a day in UTC.
 * @returns ISO 8601
 * @throws {CliError} where it is neither, or in the past.
 */
export function parseEnd(
  { days, until }: { readonly days?: string | undefined; readonly until?: string | undefined },
  nowMs: number,
): string {
  if ((days === undefined) === (until === undefined)) {
    throw new CliError('say how long: --for <days> or --until <day>, one of them.');
  }
  if (days !== undefined) {
    const number = parseCount(days.replace(/d$/, ''));
    if (number > MOST_DAYS)
      throw new CliError(`${number} days are too many: ${MOST_DAYS} at most.`);
    return new Date(nowMs + number * UNITS.d).toISOString();
  }
  const end = /^\d{4}-\d\d-\d\d$/.test(until ?? '')
    ? Date.parse(`${until}T23:59:59.999Z`)
    : Number.NaN;
  if (Number.isNaN(end)) throw new CliError(`"${until}" is no day as in 2027-01-31.`);
  if (end <= nowMs) throw new CliError(`${until} is over.`);
  return new Date(end).toISOString();
}

/**
 * A whole number from 1.
 * @throws {CliError} where it is none.
 */
export function parseCount(text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= 1) return number;
  throw new CliError(`"${text}" is no whole number from 1.`);
}

/** `2026-11-21T02:13:07.123Z` as `2026-11-21 02:13:07`. */
export function shortTime(iso: string): string {
  return iso.slice(0, 19).replace('T', ' ');
}

/**
 * Text that says something.
 * @throws {CliError} where it is empty.
 */
export function requireWords(text: string, option: string): string {
  const words = text.trim();
  if (words !== '') return words;
  throw new CliError(`${option} is empty.`);
}
