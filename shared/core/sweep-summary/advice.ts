import { enumerate } from '../alert/text.ts';
import { counted, deafnesses, found } from './counts.ts';
import type { SweepMessage } from './schema.ts';

/** What the reader can do now, most urgent first: one text each. */
export function adviceOf(message: SweepMessage): string[] {
  return [
    ...(message.incomplete ? givenUpAdvice(message) : []),
    ...hearingAdvice(message),
    ...unheardAdvice(message),
    ...(message.mode === 'audit' ? howToGoOn(message) : []),
    ...refusedAdvice(message),
    ...openAdvice(message),
    ...unforwardedAdvice(message),
    ...expiringAdvice(message),
  ];
}

/** What an audit did not do, in one sentence; nothing where the sweep wrote by the settings. */
export function nothingWritten(message: SweepMessage): string[] {
  if (message.mode !== 'audit') return [];
  const audited = found(message, 'audited');
  const wouldChange =
    audited === 0
      ? 'Enforcing would change nothing.'
      : `Enforcing would put ${counted(audited, 'finding')} right.`;
  if (!message.enforcing)
    return [
      `Nothing is written in this account, because enforcing is false in warden.config.ts. ${wouldChange}`,
    ];
  return message.isFirst
    ? [
        `This was the first sweep of the account. It only looked: nothing was written to any bucket. ${wouldChange}`,
      ]
    : [`This sweep was asked to look only: nothing was written to any bucket. ${wouldChange}`];
}

function givenUpAdvice({ isFirst, mode }: SweepMessage): string[] {
  const likewise = isFirst && mode === 'audit' ? '; it only looks, too' : '';
  return [
    `The sweep had not got on for twelve hours: its dead-letter queue says why, docs/runbook.md what to do about it. A new sweep has begun in its place${likewise}.`,
  ];
}

function howToGoOn({ isFirst, incomplete, enforcing }: SweepMessage): string[] {
  if (isFirst && incomplete) return [];
  const fix =
    '"warden fix <bucket>" shows what would be written to one bucket, asks, and writes it.';
  if (!enforcing) {
    return [
      'To have the findings repaired, set enforcing: true in warden.config.ts and deploy. What is to stay as it is needs an exemption ("warden exempt <bucket>"), or another mode, before then.',
      fix,
    ];
  }
  const now = ['"warden sweep" looks at every bucket again, now, and writes by the modes.', fix];
  if (!isFirst) return ['The next sweep writes again, by the modes in warden.config.ts.', ...now];
  return [
    'The next sweep enforces, by the mode that each control has in warden.config.ts. What is to stay as it is needs an exemption ("warden exempt <bucket>"), or another mode, deployed before then.',
    ...now,
    "With firstSweep: 'enforce' in warden.config.ts the first sweep of another account enforces at once.",
  ];
}

function unheardAdvice({ unheard }: SweepMessage): string[] {
  const { buckets = 0, named = [] } = unheard ?? {};
  const names = buckets > named.length ? [...named, `${buckets - named.length} more`] : named;
  return advice(
    buckets,
    `${counted(buckets, 'bucket')} that this sweep repaired had drifted without an event that told of it by then: ${enumerate(names)}. One may be on its way; where it happens again, "warden doctor" says what does not hear.`,
  );
}

function refusedAdvice({ refused }: SweepMessage): string[] {
  return advice(
    refused?.buckets ?? 0,
    `S3 refuses Bucket Warden itself at ${counted(refused?.buckets ?? 0, 'bucket')}, so nothing is repaired there. Their alerts, which come again weekly, say what lets it through; where it is meant so, exempt the bucket ("warden exempt").`,
  );
}

function openAdvice(message: SweepMessage): string[] {
  const { mode, outcomes } = message;
  const blocked = found(message, 'blocked');
  const slowed = found(message, 'slowed');
  const audited = mode === 'audit' ? 0 : found(message, 'audited');
  return [
    ...advice(
      blocked,
      `${counted(blocked, 'finding')} ${blocked === 1 ? 'needs' : 'need'} a person: "warden audit <bucket>" says what is wrong, "warden history <bucket>" and then "warden show <id>" what was refused, docs/runbook.md what to do about it.`,
    ),
    ...advice(
      slowed,
      'Something keeps undoing repairs: "warden history <bucket>" and then "warden show <id>" say what calls it came from. Make the change at its source.',
    ),
    ...advice(
      audited,
      `${counted(audited, 'finding')} of controls in audit mode ${audited === 1 ? 'was' : 'were'} left: "warden fix <bucket>" repairs one bucket, "enforce" in warden.config.ts all of them.`,
    ),
    ...advice(
      outcomes.unavailable,
      'S3 did not answer properly for some buckets: the next sweep asks again, "warden sweep" does now.',
    ),
  ];
}

function hearingAdvice(message: SweepMessage): string[] {
  return advice(
    deafnesses(message),
    'Until that is mended, changes of buckets are found by sweeps only, or alerts reach nobody: "warden doctor" looks again, docs/runbook.md says more.',
  );
}

function unforwardedAdvice({ unforwarded }: SweepMessage): string[] {
  const regions = unforwarded.map(({ region }) => `'${region}'`);
  return advice(
    unforwarded.length,
    `Changes of buckets in ${enumerate(unforwarded.map(({ region }) => region))} are found by sweeps only. To have them answered within seconds, add ${enumerate(regions)} to regions in warden.config.ts and deploy.`,
  );
}

function expiringAdvice({ expiring }: SweepMessage): string[] {
  return advice(
    expiring.length,
    'An exemption that is still needed: "warden exempt <bucket>" again, with a later end; of those in warden.config.ts, change expires and deploy.',
  );
}

function advice(count: number, text: string): string[] {
  return count === 0 ? [] : [text];
}
