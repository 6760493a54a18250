/** A daily sweep that did not end in this time has failed, and is not only late. */
const DAILY_HOURS = 36;
/** A rarer sweep may be late by half of the time between two. */
const PATIENCE = 1.5;
/** CloudWatch looks back no further than a week. */
const LONGEST_HOURS = 168;

const HOURS = { minute: 1 / 60, hour: 1, day: 24 } as const;

/** Fields of a cron expression that leave no day out. */
const EVERY_DAY = /^(\*|\?|(\*|1)\/1)$/;

/**
 * Hours without the end of a sweep after which something is wrong; undefined where that cannot be said: the schedule
 * is off, names some days only, or is so rare that CloudWatch could not look back far enough.
 * @param schedule `rate(…)`, `cron(…)` or `off`
 */
export function silentAfterHours(schedule: string): number | undefined {
  const [, number, unit] = /^rate\(\s*(\d+)\s+(minute|hour|day)s?\s*\)$/.exec(schedule) ?? [];
  if (number !== undefined) {
    const apart = Number(number) * HOURS[unit as keyof typeof HOURS];
    const hours = Math.max(DAILY_HOURS, Math.ceil(apart * PATIENCE));
    return hours <= LONGEST_HOURS ? hours : undefined;
  }
  const fields = /^cron\(\s*(.+?)\s*\)$/.exec(schedule)?.[1]?.split(/\s+/) ?? [];
  const [, , ...days] = fields;
  return fields.length >= 5 && days.every((field) => EVERY_DAY.test(field))
    ? DAILY_HOURS
    : undefined;
}
