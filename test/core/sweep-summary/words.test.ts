import { describe, expect, test } from 'vitest';
import type { SweepSummary } from '../../../shared/core/sweep/summary.ts';
import { chatMessageOf } from '../../../shared/core/sweep-summary/chat.ts';
import { isQuiet } from '../../../shared/core/sweep-summary/counts.ts';
import { emailOf } from '../../../shared/core/sweep-summary/email.ts';
import { toSweepMessage } from '../../../shared/core/sweep-summary/message.ts';
import { controlLine, STATE_WORDS } from '../../../shared/core/sweep-summary/words.ts';
import { SUMMARIES, summary } from './summaries.ts';

const LIMITS = { text: 500, items: 50 };
const messageOf = (parts: Partial<SweepSummary>) => toSweepMessage(summary(parts), LIMITS);
const FINDING = SUMMARIES.sweep.worst[0] as NonNullable<SweepSummary['worst'][0]>;

test('a control is told with every count that is not zero', () => {
  const every = { fixed: 2, audited: 3, blocked: 4, slowed: 5, unavailable: 6, exempt: 7 };
  const others = { reported: 8, 'not-applicable': 9 };
  expect(controlLine({ id: 'tls-only', compliant: 1000, ...every, ...others })).toBe(
    'tls-only: 1,000 of 1,044 compliant, 2 fixed, 4 not fixed, 5 undone again and again, 3 would be changed, 8 reported, 6 not read, 7 exempt, 9 not concerned',
  );
});

test('a bucket that was not read is told so', () => {
  expect(STATE_WORDS.unavailable).toBe('not read: S3 gave no proper answer');
});

test.each([
  ['schedule', 'started by the schedule'],
  ['deployment', 'started by a deployment'],
  ['person', 'started by a person'],
] as const)('a sweep that came by %s says so', (trigger, words) => {
  expect(emailOf(messageOf({ trigger }))).toContain(`\nSweep 1hzk3x2am-7qd, ${words}\n`);
});

test('a sweep that a person asked for says who: in the mail, in chat and to machines', () => {
  const askedBy = 'AROACKCEVSQ6C2EXAMPLE:jane';
  const message = messageOf({ trigger: 'person', askedBy });
  expect(message).toMatchObject({ trigger: 'person', askedBy });
  expect(emailOf(message)).toContain(`started by a person: ${askedBy}`);
  expect(chatMessageOf(message).content.description).toContain(`started by a person: ${askedBy}`);
});

describe('all is well', () => {
  test.each<[string, Partial<SweepSummary>]>([
    ['a bucket is left', { outcomes: { blocked: 1 } }],
    ['a bucket was fixed', { outcomes: { fixed: 1 } }],
    ['a bucket could not be read', { outcomes: { unavailable: 1 } }],
    ['as many are left as were fixed', { outcomes: { blocked: 1, fixed: 1 } }],
    ['as many were fixed as not read', { outcomes: { fixed: 1, unavailable: 1 } }],
    ['an exemption ends', { expiring: SUMMARIES.sweep.expiring }],
    ['a Region sends nothing', { unforwarded: [{ region: 'us-east-2', buckets: 1 }] }],
    ['it was given up', { incomplete: { counted: 1 } }],
    ['it was the first audit', { isFirst: true, mode: 'audit' }],
  ])('but not where %s', (_, parts) => {
    expect(isQuiet(messageOf(parts))).toBe(false);
  });

  test.each<[string, Partial<SweepSummary>]>([
    ['exempt or gone', { outcomes: { compliant: 1, exempt: 1, gone: 1 } }],
    ['the first sweep wrote', { isFirst: true }],
    ['somebody asked for an audit', { mode: 'audit' }],
  ])('where %s', (_, parts) => {
    expect(isQuiet(messageOf(parts))).toBe(true);
  });
});

describe('in chat', () => {
  const contentOf = (parts: Partial<SweepSummary>) => chatMessageOf(messageOf(parts)).content;

  test.each<[string, Partial<SweepSummary>]>([
    [':warning:', { outcomes: { unavailable: 1 } }],
    [':warning:', { incomplete: { counted: 1 } }],
    [':warning:', { outcomes: { blocked: 1 } }],
    [':warning:', { outcomes: { blocked: 1, unavailable: 1 } }],
    [':white_check_mark:', { outcomes: { fixed: 1 } }],
  ])('the sign is %s for %j', (sign, parts) => {
    expect(contentOf(parts).title).toMatch(new RegExp(`^${sign} Sweep (done|given up)`));
  });

  test('five controls and five findings are told, and no empty lists', () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    const lines = contentOf({
      outcomes: { blocked: 7 },
      controls: Object.fromEntries(names.map((name) => [name, { blocked: 1 }])),
      worst: names.map((bucket) => ({ ...FINDING, bucket, reason: 'why' })),
    }).description.split('\n');
    expect(lines).toEqual([
      ...names.slice(0, 5).map((name) => `${name}: 0 of 1 compliant, 1 not fixed`),
      ...names.slice(0, 5).map((name) => `\`${name}\` *tls-only* not fixed, needs a person: why`),
      'Account 111122223333, eu-central-1, 2026-11-21 03:04:12 UTC',
    ]);
  });

  test('what the lists have no longer is counted too', () => {
    const unforwarded = Array.from({ length: 60 }, () => ({ region: 'us-east-2', buckets: 1 }));
    const expiring = Array.from({ length: 1070 }, () => SUMMARIES.sweep.expiring[0] as never);
    const lines = contentOf({ unforwarded, expiring }).description.split('\n');
    expect(lines).toContain('Exemptions that end within seven days: 1,070');
    expect(lines).toContain('Regions that send no events home: 60');
  });
});

describe('in the mail', () => {
  test('controls beyond the limit are counted', () => {
    const controls = Object.fromEntries(
      Array.from({ length: 52 }, (_, index) => [`control-${index}`, { fixed: 1 }]),
    );
    const mail = emailOf(messageOf({ outcomes: { fixed: 1 }, controls }));
    expect(mail).toContain('\n  control-49: 0 of 1 compliant, 1 fixed\n  and 2 more\n');
  });

  test('what an audit found has a title of its own', () => {
    const found = { mode: 'audit', outcomes: { audited: 1 }, worst: [FINDING] } as const;
    expect(emailOf(messageOf(found))).toContain('\n\nWHAT WAS FOUND\n');
    expect(emailOf(messageOf(found))).not.toContain('WHAT IS NOT COMPLIANT');
  });

  test('all sections come in their order', () => {
    const titles = emailOf(messageOf(SUMMARIES.sweep)).match(/^[A-Z ]+$/gm);
    expect(titles).toEqual([
      'BUCKETS',
      'CONTROLS',
      'WHAT IS NOT COMPLIANT',
      'WHAT WAS FIXED',
      'EXEMPTIONS THAT END WITHIN SEVEN DAYS',
      'REGIONS THAT SEND NO EVENTS HOME',
      'WHAT TO DO',
    ]);
  });

  test('a long line goes on further in than it began', () => {
    const bucket = `acme-${'x'.repeat(60)}`;
    const mail = emailOf(
      messageOf({
        outcomes: { blocked: 1 },
        worst: [{ ...FINDING, bucket, control: 'default-encryption' }],
        unforwarded: [{ region: 'x'.repeat(75), buckets: 1 }],
      }),
    );
    expect(mail).toContain(`  ${bucket},\n    eu-central-1: default-encryption (high)\n`);
    expect(mail).toContain(`  ${'x'.repeat(75)}: 1\n    bucket\n`);
    expect(mail).toMatch(/\n {2}\* Changes of buckets .*\n {4}\S/);
  });
});
