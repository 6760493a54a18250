import { expect, test } from 'vitest';
import { silentAfterHours } from '../../../shared/core/sweep/silence.ts';

test.each<[string, number | undefined]>([
  ['cron(0 3 * * ? *)', 36],
  ['cron(0 3 ? * * *)', 36],
  ['cron(0/15 * 1/1 * ? *)', 36],
  ['cron( 0 3 * * ?  * )', 36],
  ['rate(1 hour)', 36],
  ['rate(30 minutes)', 36],
  ['rate(1 day)', 36],
  ['rate(24 hours)', 36],
  ['rate(2 days)', 72],
  ['rate(25 hours)', 38],
  ['rate(4 days)', 144],
])('%s: something is wrong after %s hours without an end', (schedule, hours) => {
  expect(silentAfterHours(schedule)).toBe(hours);
});

test.each([
  ['is off', 'off'],
  ['is so rare that CloudWatch cannot look back far enough', 'rate(5 days)'],
  ['is weekly', 'rate(7 days)'],
  ['names a day of the week', 'cron(0 3 ? * SUN *)'],
  ['names a day of the month', 'cron(0 3 1 * ? *)'],
  ['names every second day', 'cron(0 3 1/2 * ? *)'],
  ['names a month', 'cron(0 3 * JAN ? *)'],
  ['names a year', 'cron(0 3 * * ? 2027)'],
  ['is no cron expression', 'cron(daily)'],
])('nothing can be said of a schedule that %s', (_what, schedule) => {
  expect(silentAfterHours(schedule)).toBeUndefined();
});
