import { STATUSES } from '../../model/status.ts';
import { adviceOf } from './advice.ts';
import { adviceLines } from './advice-lines.ts';
import { problemsOf } from './alert.ts';
import { type Diffs, diffsOf } from './change-diff.ts';
import type { Alert, AlertControl } from './schema.ts';
import { joinSections, section } from './sections.ts';
import { headline } from './subject.ts';
import { readableTime, wrap } from './text.ts';
import { triggerLines } from './trigger-lines.ts';

export interface EmailOptions {
  /** Of every value, where `alert` had some taken out to fit into SNS. */
  readonly diffs?: Diffs;
  /** How much of the diffs to show, in UTF-16 units. */
  readonly diffLength?: number;
}

/** The alert as plain text for a mail: at most 80 columns but for single long words such as ARNs. */
export function emailOf(
  alert: Alert,
  { diffs = diffsOf(alert), diffLength = 16_384 }: EmailOptions = {},
): string {
  const sections = [
    [
      ...wrap(`${headline(alert)}: bucket ${alert.bucket.name} (${alert.severity} severity)`),
      '',
      ...wrap(
        `Account ${alert.bucket.account}, Region ${alert.bucket.region}, ${readableTime(alert.time)}`,
      ),
    ],
    section('What was found', [
      ...problemsOf(alert).flatMap(foundLines),
      ...alert.controls.flatMap(warningLines),
    ]),
    section('Who touched it', triggerLines(alert)),
    section('What was changed', cutLines(diffs.changes, diffLength)),
    section('What would have been changed', cutLines(diffs.proposals, diffLength)),
    section('What to do', adviceLines(adviceOf(alert))),
    section('What stood before', beforeLines(alert)),
  ];
  return joinSections(sections);
}

function foundLines({ id, severity, status, reason, obstacle, remedy }: AlertControl): string[] {
  return [
    ...wrap(`${STATUSES[status].mailWords}: ${id} (${severity})`, '  ', '    '),
    ...(reason ? wrap(reason, '    ') : []),
    ...(remedy ? wrap(remedy, '    ') : []),
    ...(obstacle ? wrap(`${obstacle.kind}: ${obstacle.detail}`, '    ') : []),
  ];
}

function warningLines({ id, severity, warning }: AlertControl): string[] {
  if (warning === undefined) return [];
  return [
    ...wrap(`COMPLIANT, WITH A WARNING: ${id} (${severity})`, '  ', '    '),
    ...wrap(warning, '    '),
  ];
}

function cutLines(lines: readonly string[], longest: number): string[] {
  let length = 0;
  const fitting = lines.findIndex((line) => {
    length += line.length + 1;
    return length > longest;
  });
  if (fitting === -1) return [...lines];
  const left = lines.length - fitting;
  return [
    ...lines.slice(0, fitting),
    `  (${left} more ${left === 1 ? 'line' : 'lines'} left out of this mail)`,
  ];
}

function beforeLines(alert: Alert): string[] {
  const { changes } = alert;
  if (changes.length === 0) return [];
  const ids = changes.flatMap(({ id = [] }) => id);
  return [
    ...storedLines(alert),
    ...(ids.length > 0 ? wrap('To put it back, and have it left so for a while:', '  ') : []),
    ...ids.map((id) => `    warden undo ${id} --reason "why"`),
  ];
}

function storedLines({ id, changes }: Alert): string[] {
  if (changes.every(({ before }) => before === null)) return ['  Nothing: it was not configured.'];
  const lost = changes.some(
    ({ before }) => typeof before === 'object' && before?.['omitted'] === true,
  );
  const where = lost
    ? "Part of it was too large for this alert's JSON; what is there stands in changes[].before."
    : "The value before each change, to the byte, is in this alert's JSON: changes[].before.";
  return [...wrap(where, '  '), ...wrap(`Alert id: ${id}`, '  ', '    ')];
}
