import { OUTCOMES_BY_RANK, STATUS_NAMES, STATUSES, type Status } from '../../model/status.ts';
import { nameOf } from '../alert/denied-advice.ts';
import { grouped } from './counts.ts';
import type { SweepMessage, SweepMessageRefused } from './schema.ts';

/** How a bucket, or a control of one, stands; what needs somebody first. */
export const STATE_WORDS: Readonly<Record<keyof SweepMessage['outcomes'], string>> = {
  ...wordsOf('bucketWords'),
  gone: 'deleted meanwhile',
};

function wordsOf(kind: 'bucketWords' | 'countWords'): Record<Status, string> {
  const words = STATUS_NAMES.map((status) => [status, STATUSES[status][kind]]);
  return Object.fromEntries(words);
}

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

type ControlCounts = SweepMessage['controls'][number];

/** `tls-only: 1,190 of 1,204 compliant, 10 fixed, 4 exempt`. */
export function controlLine({ id, ...counts }: ControlCounts): string {
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const rest = OUTCOMES_BY_RANK.flatMap((status) => {
    const { countWords: words } = STATUSES[status];
    const count = counts[status];
    return count === 0 ? [] : [`${grouped(count)} ${words}`];
  });
  const compliant = `${grouped(counts.compliant)} of ${grouped(all)} compliant`;
  return `${id}: ${[compliant, ...rest].join(', ')}`;
}
