import { describe, expect, test } from 'vitest';
import type { SweepFinding, SweepSummary } from '../../../shared/core/sweep/summary.ts';
import { toSweepNotification } from '../../../shared/core/sweep-summary/notification.ts';
import { SUMMARIES, summary } from './summaries.ts';

function mailOf(of: SweepSummary): string {
  return JSON.parse(toSweepNotification(of).message).email;
}

/** A mail's lines under a title; empty where it has no such section. */
function sectionOf(mail: string, title: string): string[] {
  const sections = mail.trimEnd().split('\n\n');
  return (
    sections
      .find((text) => text.startsWith(`${title}\n`))
      ?.split('\n')
      .slice(1) ?? []
  );
}

function findings(count: number, status: SweepFinding['status']): SweepFinding[] {
  return Array.from({ length: count }, (_, index) => ({
    bucket: `bucket-${index}`,
    region: 'eu-central-1',
    control: 'tls-only',
    severity: 'high',
    status,
    reason: 'there is no bucket policy',
  }));
}

describe('buckets at which the service is refused', () => {
  const TITLE = 'WHERE BUCKET WARDEN IS REFUSED';

  test('are named with what refuses it, and with what to do', () => {
    const mail = mailOf(SUMMARIES['refused-sweep']);
    expect(sectionOf(mail, TITLE)).toEqual([
      '  acme-hong-kong, ap-east-1: default-encryption, tls-only, block-public-access',
      '    refused by Region ap-east-1, which does not take its credentials',
      '  acme-ledger, eu-central-1: tls-only',
      '    refused by a service control policy of the organization',
      '    (arn:aws:organizations::444455556666:policy/o-exampleorgid/service_control_policy/p-1a2b3c4d)',
      '  acme-vault, eu-central-1: default-encryption, tls-only, block-public-access',
      "    refused by the bucket's own policy",
    ]);
    expect(sectionOf(mail, 'WHAT TO DO').join(' ').replace(/\s+/g, ' ')).toContain(
      'S3 refuses Bucket Warden itself at 3 buckets, so nothing is repaired there.',
    );
  });

  test.each([
    ['call-refused', 'S3, which does not answer its calls there'],
    ['access-denied', 'what AWS does not name'],
  ] as const)('of %s are named without a policy', (obstacle, words) => {
    const named = [{ bucket: 'b', region: 'eu-west-1', controls: ['tls-only'], obstacle }];
    const mail = mailOf(
      summary({ buckets: 1, outcomes: { blocked: 1 }, refused: { buckets: 1, named } }),
    );
    expect(sectionOf(mail, TITLE)[1]).toBe(`    refused by ${words}`);
  });

  test('of which there are more than are named are counted', () => {
    const { named } = SUMMARIES['refused-sweep'].refused;
    const mail = mailOf(
      summary({ outcomes: { blocked: 1204 }, refused: { buckets: 1204, named } }),
    );
    expect(sectionOf(mail, TITLE).at(-1)).toBe('  and 1,201 more');
  });

  test('are no section where there are none', () => {
    expect(mailOf(SUMMARIES.sweep)).not.toContain(TITLE);
  });
});

test('the mail of a sweep names what drifted without an event that told of it', () => {
  const named = ['acme-logs', 'acme-raw'];
  const mail = (buckets: number) =>
    mailOf({ ...SUMMARIES.sweep, unheard: { buckets, named } }).replace(/\s+/g, ' ');
  expect(mail(2)).toContain(
    '2 buckets that this sweep repaired had drifted without an event that told of it by then: acme-logs and acme-raw.',
  );
  expect(mail(5)).toContain('acme-logs, acme-raw and 3 more.');
  expect(mail(0)).not.toContain('had drifted');
});

test('the mail of a sweep begins with what keeps the service from hearing, and what could not be looked at', () => {
  const mail = mailOf(SUMMARIES['deaf-sweep']);
  expect(sectionOf(mail, 'WHAT KEEPS IT FROM HEARING')).toEqual([
    '  trail org is stopped: S3 calls in eu-west-1 start nothing',
    "    -> log management events with a trail, or set trail: 'create' in the",
    '       settings and deploy',
    '  whether the schedule of sweeps is enabled: cannot be told',
    '    (AccessDeniedException)',
  ]);
  expect(mail).toContain('"warden doctor" looks again');
});

describe('the mail of a sweep', () => {
  const mail = mailOf(SUMMARIES.sweep);

  test('counts buckets by outcome, what needs somebody first', () => {
    expect(sectionOf(mail, 'BUCKETS')).toEqual([
      '      2 not fixed, needs a person',
      '      1 not fixed yet, keeps being undone',
      '     48 fixed',
      '      4 exempt',
      '  1,148 compliant',
      '      1 deleted meanwhile',
    ]);
  });

  test('has a line for each control', () => {
    expect(sectionOf(mail, 'CONTROLS')).toEqual([
      '  default-encryption: 1,158 of 1,203 compliant, 40 fixed, 1 undone again and',
      '    again, 4 exempt',
      '  tls-only: 1,187 of 1,203 compliant, 10 fixed, 2 not fixed, 4 exempt',
      '  block-public-access: 1,198 of 1,203 compliant, 1 fixed, 4 exempt',
    ]);
  });

  test('says what could not be fixed, and why', () => {
    expect(sectionOf(mail, 'WHAT IS NOT COMPLIANT').slice(0, 4)).toEqual([
      '  acme-partner-drop, eu-central-1: tls-only (high)',
      '    not fixed, needs a person: plain HTTP requests to the bucket and its objects',
      '    are not denied; statement "Partner" names AROACKCEVSQ6C2EXAMPLE, which no',
      '    longer exists',
    ]);
  });

  test('says what was fixed, and how much more there was', () => {
    expect(sectionOf(mail, 'WHAT WAS FIXED')).toEqual([
      '  acme-old-exports, us-east-2: block-public-access (critical)',
      '    no setting of the public access block is on',
      '  acme-logs, eu-central-1: default-encryption (medium)',
      '    default encryption is AES256, weaker than aws:kms',
      '  and 49 more: "warden history" lists all of them',
    ]);
  });

  test('counts what is left but not told', () => {
    const ten = mailOf(
      summary({
        outcomes: { blocked: 12 },
        controls: { 'tls-only': { blocked: 11, unavailable: 1 } },
        worst: findings(10, 'blocked'),
      }),
    );
    expect(sectionOf(ten, 'WHAT IS NOT COMPLIANT')).toHaveLength(21);
    expect(sectionOf(ten, 'WHAT IS NOT COMPLIANT').at(-1)).toBe(
      '  and 2 more: "warden audit" lists all of them',
    );
  });

  test('has no "more" where all are told', () => {
    const one = mailOf(
      summary({
        outcomes: { fixed: 1 },
        controls: { 'tls-only': { fixed: 1 } },
        fixed: findings(1, 'fixed'),
      }),
    );
    expect(sectionOf(one, 'WHAT WAS FIXED')).toHaveLength(2);
    expect(one).not.toContain('more');
  });

  test('tells of exemptions that end', () => {
    expect(sectionOf(mail, 'EXEMPTIONS THAT END WITHIN SEVEN DAYS')).toEqual([
      '  legacy-*: tls-only',
      '    ends  2026-11-27 23:59:59 UTC',
      '    owner team-web',
      '    why   old clients, replaced in November',
      '    from  warden.config.ts',
    ]);
    expect(mail.replace(/\s+/g, ' ')).toContain('"warden exempt <bucket>" again, with a later end');
  });

  test('an exemption of a person has its id, one from everything says so', () => {
    const [exemption] = SUMMARIES.sweep.expiring;
    const person = { ...exemption, source: 'person', id: '1hzk3x2am-7qd', controls: undefined };
    const lines = sectionOf(
      mailOf({ ...SUMMARIES.sweep, expiring: [person as never] }),
      'EXEMPTIONS THAT END WITHIN SEVEN DAYS',
    );
    expect(lines[0]).toBe('  legacy-*: all controls');
    expect(lines.at(-1)).toBe('    from  "warden exempt" or "undo", 1hzk3x2am-7qd');
  });

  test('names Regions that send no events home, and what to do', () => {
    expect(sectionOf(mail, 'REGIONS THAT SEND NO EVENTS HOME')).toEqual([
      '  us-east-2: 3 buckets',
      '  ap-southeast-2: 1 bucket',
    ]);
    expect(mail.replace(/\s+/g, ' ')).toContain(
      "add 'us-east-2' and 'ap-southeast-2' to regions in warden.config.ts and deploy",
    );
  });

  test('a long list is cut and says so', () => {
    const unforwarded = Array.from({ length: 60 }, (_, index) => ({
      region: `xx-far-${index}`,
      buckets: 1,
    }));
    const expiring = Array.from({ length: 70 }, () => SUMMARIES.sweep.expiring[0]);
    const long = mailOf({ ...SUMMARIES.sweep, unforwarded, expiring: expiring as never });
    expect(sectionOf(long, 'REGIONS THAT SEND NO EVENTS HOME').at(-1)).toBe('  and 10 more');
    expect(sectionOf(long, 'EXEMPTIONS THAT END WITHIN SEVEN DAYS').at(-1)).toBe('  and 20 more');
  });

  test('says what to do about each kind of what is left', () => {
    const said = mailOf(
      summary({
        outcomes: { blocked: 1, slowed: 1, audited: 1, unavailable: 1 },
        controls: { 'tls-only': { blocked: 1, slowed: 1, audited: 1, unavailable: 1 } },
      }),
    ).replace(/\s+/g, ' ');
    expect(said).toContain('1 finding needs a person: "warden audit <bucket>"');
    expect(said).toContain('Something keeps undoing repairs: "warden history <bucket>"');
    expect(said).toContain('1 finding of controls in audit mode was left');
    expect(said).toContain('S3 did not answer properly for some buckets');
  });

  test('of an account where all is well is short', () => {
    expect(mailOf(SUMMARIES['quiet-sweep'])).toBe(
      [
        'Sweep done: all 1,204 buckets are compliant',
        '',
        'Account 111122223333, home Region eu-central-1',
        '2026-11-21 03:00:00 UTC to 2026-11-21 03:04:12 UTC',
        'Sweep 1hzk3x2am-7qd, started by the schedule',
        '',
      ].join('\n'),
    );
  });

  test.each([
    ['an exemption ends', { expiring: SUMMARIES.sweep.expiring }],
    ['a Region sends no events', { unforwarded: SUMMARIES.sweep.unforwarded }],
  ])('is not short where %s', (_, parts) => {
    expect(mailOf({ ...SUMMARIES['quiet-sweep'], ...parts })).toContain('WHAT TO DO');
  });
});

describe('the mail of a sweep that only looked', () => {
  const mail = mailOf(SUMMARIES['first-sweep']).replace(/\s+/g, ' ');

  test('says that nothing was written and what enforcing would change', () => {
    expect(mail).toContain(
      'This was the first sweep of the account. It only looked: nothing was written to any bucket. Enforcing would put 52 findings right.',
    );
    expect(mail).toContain(
      'block-public-access (critical) would be changed: no setting of the public access block is on',
    );
  });

  test('says how to go on', () => {
    expect(mail).toContain('The next sweep enforces, by the mode that each control has');
    expect(mail).toContain("firstSweep: 'enforce'");
    expect(mail).toContain('"warden fix <bucket>"');
    expect(mail).toContain('"warden sweep"');
  });

  test('says so too where nothing would change', () => {
    const said = mailOf({ ...SUMMARIES['quiet-sweep'], isFirst: true, mode: 'audit' });
    expect(said.replace(/\s+/g, ' ')).toContain('Enforcing would change nothing.');
    expect(said).toContain('The next sweep enforces');
  });

  test('does not speak of a first sweep where somebody asked for an audit', () => {
    const said = mailOf({ ...SUMMARIES['first-sweep'], isFirst: false }).replace(/\s+/g, ' ');
    expect(said).toContain('This sweep was asked to look only: nothing was written');
    expect(said).toContain('The next sweep writes again');
    expect(said).not.toMatch(/first sweep/i);
  });

  test('a first sweep that enforced is a sweep like any other', () => {
    expect(mailOf({ ...SUMMARIES.sweep, isFirst: true })).toBe(mailOf(SUMMARIES.sweep));
  });
});
