import { describe, expect, test } from 'vitest';
import type { SweepSummary } from '../../../shared/core/sweep/summary.ts';
import { adviceOf, nothingWritten } from '../../../shared/core/sweep-summary/advice.ts';
import { toSweepMessage } from '../../../shared/core/sweep-summary/message.ts';
import type { SweepMessage } from '../../../shared/core/sweep-summary/schema.ts';
import { SUMMARIES, summary } from './summaries.ts';

function adviceFor(parts: Partial<SweepSummary>): string[] {
  return adviceOf(messageFor(parts));
}

function messageFor(parts: Partial<SweepSummary>): SweepMessage {
  return toSweepMessage(summary(parts), { text: 500, items: 50 });
}

const NOW = [
  '"warden sweep" looks at every bucket again, now, and writes by the modes.',
  '"warden fix <bucket>" shows what would be written to one bucket, asks, and writes it.',
];

describe('what to do', () => {
  test('is nothing where all is well', () => {
    expect(adviceFor({ outcomes: { compliant: 1 } })).toEqual([]);
  });

  test('is one line for one finding of each kind, most urgent first', () => {
    expect(
      adviceFor({
        outcomes: { unavailable: 1 },
        controls: { 'tls-only': { blocked: 1, slowed: 1, audited: 1 } },
        unforwarded: [{ region: 'us-east-2', buckets: 1 }],
        expiring: SUMMARIES.sweep.expiring,
      }),
    ).toEqual([
      '1 finding needs a person: "warden audit <bucket>" says what is wrong, "warden history <bucket>" and then "warden show <id>" what was refused, docs/runbook.md what to do about it.',
      'Something keeps undoing repairs: "warden history <bucket>" and then "warden show <id>" say what calls it came from. Make the change at its source.',
      '1 finding of controls in audit mode was left: "warden fix <bucket>" repairs one bucket, "enforce" in warden.config.ts all of them.',
      'S3 did not answer properly for some buckets: the next sweep asks again, "warden sweep" does now.',
      "Changes of buckets in us-east-2 are found by sweeps only. To have them answered within seconds, add 'us-east-2' to regions in warden.config.ts and deploy.",
      'An exemption that is still needed: "warden exempt <bucket>" again, with a later end; of those in warden.config.ts, change expires and deploy.',
    ]);
  });

  test('counts several findings of all controls', () => {
    expect(
      adviceFor({ controls: { a: { blocked: 1, audited: 1000 }, b: { blocked: 1, audited: 2 } } }),
    ).toEqual([
      expect.stringMatching(/^2 findings need a person: /),
      expect.stringMatching(/^1,002 findings of controls in audit mode were left: /),
    ]);
  });
});

describe('what to do after a sweep that only looked', () => {
  const audited = { mode: 'audit', controls: { a: { audited: 2 } } } as const;

  test('is to go on, and not about audit mode', () => {
    expect(adviceFor(audited)).toEqual([
      'The next sweep writes again, by the modes in warden.config.ts.',
      ...NOW,
    ]);
  });

  test('is to get ready for the next one where it was the first', () => {
    expect(adviceFor({ ...audited, isFirst: true })).toEqual([
      'The next sweep enforces, by the mode that each control has in warden.config.ts. What is to stay as it is needs an exemption ("warden exempt <bucket>"), or another mode, deployed before then.',
      ...NOW,
      "With firstSweep: 'enforce' in warden.config.ts the first sweep of another account enforces at once.",
    ]);
  });
});

test('what to do where nothing is enforced is to enforce, whichever sweep it was', () => {
  const held = { mode: 'audit', enforcing: false, controls: { a: { audited: 2 } } } as const;
  for (const isFirst of [true, false]) {
    expect(adviceFor({ ...held, isFirst })).toEqual([
      'To have the findings repaired, set enforcing: true in warden.config.ts and deploy. What is to stay as it is needs an exemption ("warden exempt <bucket>"), or another mode, before then.',
      NOW[1],
    ]);
    expect(nothingWritten(messageFor({ ...held, isFirst }))).toEqual([
      'Nothing is written in this account, because enforcing is false in warden.config.ts. Enforcing would put 2 findings right.',
    ]);
  }
});

describe('what to do after a sweep that was given up', () => {
  const WHY =
    'The sweep had not got on for twelve hours: its dead-letter queue says why, docs/runbook.md what to do about it.';

  test('is to find out why', () => {
    expect(adviceFor({ incomplete: { counted: 1 } })).toEqual([
      `${WHY} A new sweep has begun in its place.`,
    ]);
  });

  test('is nothing about enforcing where it was the first: its successor only looks too', () => {
    const first = { isFirst: true, mode: 'audit', controls: { a: { audited: 2 } } } as const;
    expect(adviceFor({ ...first, incomplete: { counted: 1 } })).toEqual([
      `${WHY} A new sweep has begun in its place; it only looks, too.`,
    ]);
  });
});
