import { isDay } from '../../shared/settings.ts';
import { CliError } from './cli-error.ts';

const UNITS = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

/**
 * A time as people say it: `2026-11-21`, `2026-11-21T02:13Z`, or how long ago, as in `90m`, `12h`, `7d`, `2w`.
 * @returns ms since 1970
 * @throws {CliError} where it is neither.
 */
export function parseSince(text: string, nowMs: number): number {
  const [, number, unit] = /^(\d+)([mhdw])$/.exec(text) ?? [];
  if (number !== undefined) return nowMs - Number(number) * UNITS[unit as keyof typeof UNITS];
  const time = isDay(text.slice(0, 10)) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(time)) return time;
  throw new CliError(
    `"${text}" is no time: give a date as in 2026-11-21, or how long ago as in 7d.`,
  );
}

/**
 * When an exemption ends: after some days, or at the end of a day in UTC.
 * @returns ISO 8601
 * @throws {CliError} where it is neither, in the past, or too far off.
 */
export function parseEnd(
  { days, until }: { readonly days?: string | undefined; readonly until?: string | undefined },
  nowMs: number,
  longestDays: number,
): string {
  if ((days === undefined) === (until === undefined)) {
    throw new CliError('say how long: --for <days> or --until <day>, one of them.');
  }
  const endMs = days === undefined ? endOfDay(until) : nowMs + daysMs(days);
  if (endMs <= nowMs) throw new CliError(`${until} is over.`);
  if (endMs - nowMs > longestDays * UNITS.d) {
    throw new CliError(
      `"${until ?? days}" is too far off: ${longestDays} days at most (longestExemptionDays in the settings).`,
    );
  }
  return new Date(endMs).toISOString();
}

function daysMs(days: string): number {
  return parseCount(days.replace(/d$/, '')) * UNITS.d;
}

function endOfDay(day = ''): number {
  if (isDay(day)) return Date.parse(`${day}T23:59:59.999Z`);
  throw new CliError(`"${day}" is no day as in 2027-01-31.`);
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
