const DAY_SECONDS = 86_400;

/** When DynamoDB deletes an item, in seconds since 1970: at the least so many days after a time in ms since 1970. */
export function expiryOf(timeMs: number, days: number): number {
  return Math.ceil(timeMs / 1000) + days * DAY_SECONDS;
}
