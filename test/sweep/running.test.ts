import { expect, test } from 'vitest';
import { isRunning } from '../../shared/sweep/start.ts';

const NOW = Date.parse('2026-11-21T10:00:00Z');
const HOUR_MS = 3_600_000;

test.each([
  ['got on just now', 0, true],
  ['got on eleven hours ago', -11 * HOUR_MS, true],
  ['has not got on for twelve hours', -12 * HOUR_MS, false],
  ['got on by a clock that is ahead by minutes', 5 * 60_000, true],
  ['says that it gets on in a year, which nobody of the service wrote', 365 * 24 * HOUR_MS, false],
])('a sweep that %s', (_what, gotOnMs, is) => {
  expect(isRunning({ updatedAtMs: NOW + gotOnMs }, NOW)).toBe(is);
});

test('a sweep that ended is not running', () => {
  const ended = { finishedAt: '2026-11-21T09:00:00Z', updatedAtMs: NOW };
  expect(isRunning(ended, NOW)).toBe(false);
});
