import { nameOf } from '../alert/denied-advice.ts';
import { grouped } from './counts.ts';
import type { SweepMessage, SweepMessageRefused } from './schema.ts';

/** How a bucket, or a control of one, stands; what needs somebody first. */
export const STATE_WORDS = {
  blocked: 'not fixed, needs a person',
  slowed: 'not fixed yet, keeps being undone',
  audited: 'would be changed',
  unavailable: 'not read: S3 gave no proper answer',
  fixed: 'fixed',
  exempt: 'exempt',
  compliant: 'compliant',
  gone: 'deleted meanwhile',
} as const satisfies Record<keyof SweepMessage['outcomes'], string>;

/** What made the sweep start, and who asked for it. */
export function startedBy({ trigger, askedBy }: Pick<SweepMessage, 'trigger' | 'askedBy'>): string {
  return askedBy === undefined ? TRIGGER_WORDS[trigger] : `${TRIGGER_WORDS[trigger]}: ${askedBy}`;
}

const TRIGGER_WORDS: Readonly<Record<SweepMessage['trigger'], string>> = {
  schedule: 'started by the schedule',
  deployment: 'started by a deployment',
  person: 'started by a person',
};

/** What refuses the service at a bucket, as what follows "refused by". */
export function refuserOf({ obstacle, region, refusedBy }: SweepMessageRefused): string {
  if (refusedBy !== undefined) return nameOf(refusedBy);
  switch (obstacle) {
    case 'credentials-refused':
      return `Region ${region}, which does not take its credentials`;
    case 'call-refused':
      return 'S3, which does not answer its calls there';
    default:
      return 'what AWS does not name';
  }
}

const CONTROL_WORDS = {
  fixed: 'fixed',
  audited: 'would be changed',
  blocked: 'not fixed',
  slowed: 'undone again and again',
  unavailable: 'not read',
  exempt: 'exempt',
} as const;

type ControlCounts = SweepMessage['controls'][number];

/** `tls-only: 1,190 of 1,204 compliant, 10 fixed, 4 exempt`. */
export function controlLine({ id, ...counts }: ControlCounts): string {
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const rest = Object.entries(CONTROL_WORDS).flatMap(([status, words]) => {
    const count = counts[status as keyof typeof CONTROL_WORDS];
    return count === 0 ? [] : [`${grouped(count)} ${words}`];
  });
  const compliant = `${grouped(counts.compliant)} of ${grouped(all)} compliant`;
  return `${id}: ${[compliant, ...rest].join(', ')}`;
}
