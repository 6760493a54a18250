import { PROBLEM_STATUSES } from '../../model/status.ts';
import { joinSections, section } from '../alert/sections.ts';
import { readableTime, wrap } from '../alert/text.ts';
import { exemptionLines } from '../exemption-notice/lines.ts';
import { adviceOf, nothingWritten } from './advice.ts';
import { counted, found, grouped, isQuiet } from './counts.ts';
import { headline } from './headline.ts';
import type { SweepMessage, SweepMessageFinding } from './schema.ts';
import { controlLine, refuserOf, STATE_WORDS, startedBy } from './words.ts';

/** The summary of a sweep as plain text for a mail: at most 80 columns but for single long words. */
export function emailOf(message: SweepMessage): string {
  const top = [...wrap(headline(message)), '', ...aboutLines(message)];
  if (isQuiet(message)) return joinSections([top]);
  const { worst, fixed, mode } = message;
  const left = found(message, ...PROBLEM_STATUSES.filter((status) => status !== 'fixed'));
  return joinSections([
    top,
    nothingWritten(message).flatMap((text) => wrap(text)),
    section('What keeps it from hearing', hearingLines(message)),
    section('Buckets', outcomeLines(message)),
    section('Controls', controlLines(message)),
    section('Where Bucket Warden is refused', refusedLines(message)),
    section(
      mode === 'audit' ? 'What was found' : 'What is not compliant',
      findingLines(worst, left, '"warden audit" lists all of them'),
    ),
    section(
      'What was fixed',
      findingLines(fixed, found(message, 'fixed'), '"warden history" lists all of them'),
    ),
    section('Exemptions that end within seven days', expiringLines(message)),
    section('Regions that send no events home', unforwardedLines(message)),
    section(
      'What to do',
      adviceOf(message).flatMap((text) => wrap(text, '  * ', '    ')),
    ),
  ]);
}

function aboutLines(message: SweepMessage): string[] {
  const { account, region, startedAt, time, id } = message;
  return [
    ...wrap(`Account ${account}, home Region ${region}`),
    ...wrap(`${readableTime(startedAt)} to ${readableTime(time)}`),
    ...wrap(`Sweep ${id}, ${startedBy(message)}`),
  ];
}

function outcomeLines({ outcomes, buckets, incomplete }: SweepMessage): string[] {
  const states = Object.entries(STATE_WORDS).map(([outcome, words]) => ({
    count: outcomes[outcome as keyof typeof STATE_WORDS],
    words: words as string,
  }));
  const unseen = incomplete ? buckets - incomplete.counted : 0;
  const told = [...states, { count: unseen, words: 'not looked at' }]
    .filter(({ count }) => count > 0)
    .map(({ count, words }) => ({ count: grouped(count), words }));
  const width = Math.max(0, ...told.map(({ count }) => count.length));
  return told.map(({ count, words }) => `  ${count.padStart(width)} ${words}`);
}

function controlLines({ controls, shortened }: SweepMessage): string[] {
  return [
    ...controls.flatMap((control) => wrap(controlLine(control), '  ', '    ')),
    ...more(shortened?.controls),
  ];
}

function findingLines(
  findings: readonly SweepMessageFinding[],
  all: number,
  where: string,
): string[] {
  const rest = all - findings.length;
  return [
    ...findings.flatMap(({ bucket, region, control, severity, status, reason }) => [
      ...wrap(`${bucket}, ${region}: ${control} (${severity})`, '  ', '    '),
      ...wrap(status === 'fixed' ? reason : `${STATE_WORDS[status]}: ${reason}`, '    '),
    ]),
    ...(rest > 0 ? [`  and ${grouped(rest)} more: ${where}`] : []),
  ];
}

function refusedLines({ refused }: SweepMessage): string[] {
  if (refused === undefined) return [];
  const { buckets, named } = refused;
  return [
    ...named.flatMap((one) => [
      ...wrap(`${one.bucket}, ${one.region}: ${one.controls.join(', ')}`, '  ', '    '),
      ...wrap(`refused by ${refuserOf(one)}`, '    '),
    ]),
    ...more(buckets - named.length),
  ];
}

function expiringLines({ expiring, shortened }: SweepMessage): string[] {
  return [
    ...expiring.flatMap((exemption) => exemptionLines(exemption, 'ends')),
    ...more(shortened?.expiring),
  ];
}

function unforwardedLines({ unforwarded, shortened }: SweepMessage): string[] {
  return [
    ...unforwarded.flatMap(({ region, buckets }) =>
      wrap(`${region}: ${counted(buckets, 'bucket')}`, '  ', '    '),
    ),
    ...more(shortened?.unforwarded),
  ];
}

/** Each with what to do right below. */
function hearingLines({ hearing, shortened }: SweepMessage): string[] {
  return [
    ...hearing.flatMap(({ text, advice }) => [
      ...wrap(text, '  ', '    '),
      ...(advice === undefined ? [] : wrap(advice, '    -> ', '       ')),
    ]),
    ...more(shortened?.hearing),
  ];
}

function more(count = 0): string[] {
  return count === 0 ? [] : [`  and ${grouped(count)} more`];
}
