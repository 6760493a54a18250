import { STATUSES } from '../../model/status.ts';
import { problemsOf } from './alert.ts';
import type { Alert } from './schema.ts';

/** SNS refuses a longer subject. */
const LONGEST = 100;
const LONGEST_NAME_IN_FULL_SUBJECT = 40;

/** Mail subject: at most 100 printable ASCII characters, outcome first. */
export function subjectOf(alert: Alert): string {
  const start = `${headline(alert)}: bucket `;
  const found = foundIn(alert);
  const full = `${start}${alert.bucket.name}${found}`;
  const fitted =
    full.length <= LONGEST
      ? full
      : `${start}${shortenMiddle(alert.bucket.name, LONGEST_NAME_IN_FULL_SUBJECT)}${found}`;
  return fitSubject(fitted);
}

/** What SNS takes as a subject: ASCII, and no more than it may be. */
export function fitSubject(text: string): string {
  const ascii = text.replace(/[^\x20-\x7e]+/g, '?');
  return ascii.length <= LONGEST ? ascii : `${ascii.slice(0, LONGEST - 3).trimEnd()}...`;
}

/** The outcome in one or two words. What was fixed only in part says so: somebody has to act. */
export function headline(alert: Pick<Alert, 'outcome' | 'controls'>): string {
  const { headline: words } = STATUSES[alert.outcome];
  const isPartly =
    alert.outcome === 'fixed' &&
    alert.controls.some(({ status }) => status === 'blocked' || !STATUSES[status].isFinished);
  return isPartly ? 'Partly fixed' : words;
}

function foundIn(alert: Alert): string {
  const problems = problemsOf(alert);
  if (problems.length === 0) return '';
  const [only] = problems;
  if (problems.length === 1 && only) return `. Found: ${only.reason ?? only.id}`;
  return `: ${problems.map((control) => control.id).join(', ')}`;
}

function shortenMiddle(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const kept = longest - 3;
  return `${text.slice(0, Math.ceil(kept / 2))}...${text.slice(-Math.floor(kept / 2))}`;
}
