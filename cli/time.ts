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
  const time = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(time)) return time;
  throw new CliError(
    `"${text}" is no time: give a date as in 2026-11-21, or how long ago as in 7d.`,
  );
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
