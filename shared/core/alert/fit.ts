import { LARGEST, type Notification, sizeOf } from './notification.ts';

/** How much is told: UTF-16 units of a text, items of a list. */
export interface Limits {
  readonly text: number;
  readonly items: number;
}

const LIMITS: readonly Limits[] = [
  { text: 500, items: 50 },
  { text: 200, items: 20 },
];

const NARROWEST: Limits = { text: 40, items: 5 };

/** The notification that tells most and still fits into SNS. */
export function fitting(compose: (limits: Limits) => Notification): Notification {
  for (const limits of LIMITS) {
    const notification = compose(limits);
    if (sizeOf(notification) <= LARGEST) return notification;
  }
  return compose(NARROWEST);
}
