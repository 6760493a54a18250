import { describe, expect, test } from 'vitest';
import { parseEnd, parseSince } from '../../../cli/shared/time.ts';

const NOW = Date.parse('2026-11-21T12:00:00.000Z');

describe('since when', () => {
  test.each([
    ['a day', '2026-11-20', '2026-11-20T00:00:00.000Z'],
    ['a time of a day', '2026-11-20T02:13Z', '2026-11-20T02:13:00.000Z'],
    ['how long ago', '12h', '2026-11-21T00:00:00.000Z'],
  ])('%s', (_what, text, expected) => {
    expect(new Date(parseSince(text, NOW)).toISOString()).toBe(expected);
  });

  test.each(['yesterday', '7', '2026-02-30', '2026-02-30T02:13Z', '2026-13-01'])(
    '%s is no time',
    (text) => {
      expect(() => parseSince(text, NOW)).toThrow(`"${text}" is no time`);
    },
  );
});

describe('until when', () => {
  test('the last day counts to its end', () => {
    expect(parseEnd({ until: '2027-01-31' }, NOW, 365)).toBe('2027-01-31T23:59:59.999Z');
  });

  test('the longest time counts', () => {
    expect(parseEnd({ days: '365' }, NOW, 365)).toBe('2027-11-21T12:00:00.000Z');
  });

  test('some days count from now', () => {
    expect(parseEnd({ days: '7d' }, NOW, 365)).toBe('2026-11-28T12:00:00.000Z');
  });

  test.each<[string, Parameters<typeof parseEnd>[0], string]>([
    ['a day that no calendar has', { until: '2027-02-31' }, '"2027-02-31" is no day'],
    ['a day that is over', { until: '2026-11-20' }, '2026-11-20 is over'],
    [
      'a day that is too far off',
      { until: '9999-12-31' },
      'too far off: 365 days at most (longestExemptionDays',
    ],
    [
      'days that are too many',
      { days: '366' },
      'too far off: 365 days at most (longestExemptionDays',
    ],
    ['neither', {}, 'say how long'],
    ['both', { days: '1', until: '2027-01-31' }, 'say how long'],
  ])('%s is refused', (_what, given, message) => {
    expect(() => parseEnd(given, NOW, 365)).toThrow(message);
  });
});
