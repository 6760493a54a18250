import type { Stage } from './schema.ts';

const DAY_MS = 86_400_000;

/** How long before its end an exemption is told of. */
export const SOON_MS = 7 * DAY_MS;
/** One that lasts no longer would be told of right after it was made, to those who made it. */
const SHORT_MS = 8 * DAY_MS;
/** Where a daily sweep still looks between that and the end. */
const SOON_OF_SHORT_MS = 2 * DAY_MS;
const TOO_SHORT_MS = 3 * DAY_MS;
/** What ended before is not news any more. */
export const FORGOTTEN_DAYS = 30;

/** From when to when an exemption counts, in ms since 1970; those of the settings do not say from when. */
export interface Span {
  readonly createdMs?: number | undefined;
  readonly endsMs: number;
}

/** Which notice of an exemption is due, if any, whether or not it was sent already. */
export function stageOf(span: Span, nowMs: number): Stage | undefined {
  const left = span.endsMs - nowMs;
  if (left <= 0) return left > -FORGOTTEN_DAYS * DAY_MS ? 'ended' : undefined;
  return left <= noticeMs(span) ? 'soon' : undefined;
}

function noticeMs({ createdMs = Number.NEGATIVE_INFINITY, endsMs }: Span): number {
  const lasts = endsMs - createdMs;
  if (lasts > SHORT_MS) return SOON_MS;
  return lasts > TOO_SHORT_MS ? SOON_OF_SHORT_MS : 0;
}
