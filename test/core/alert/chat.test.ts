import { describe, expect, test } from 'vitest';
import { type Alert, buildAlert } from '../../../shared/core/alert/alert.ts';
import { chatMessageOf } from '../../../shared/core/alert/chat.ts';
import {
  CREATE_BY_ALICE,
  FOUND_BY_CONFIG,
  POLICY_BY_TERRAFORM,
  REPORTS,
  toldAlert,
} from './reports.ts';

test('has every field of the custom schema of Amazon Q Developer', () => {
  expect(chatMessageOf(buildAlert(REPORTS.blocked))).toEqual({
    version: '1.0',
    source: 'custom',
    id: expect.stringMatching(/^acme-logs-[0-9a-f]{14}$/),
    content: {
      textType: 'client-markdown',
      title: ':warning: Action needed: bucket acme-logs',
      description: expect.stringContaining('*tls-only* blocked: plain HTTP requests'),
      nextSteps: [expect.stringContaining('Remove or replace that principal.')],
      keywords: ['blocked', 'high', 'tls-only'],
    },
    metadata: {
      threadId: 'arn:aws:s3:::acme-logs',
      summary: expect.stringContaining('Action needed: bucket acme-logs'),
      eventType: 'bucket-warden/blocked',
      relatedResources: ['arn:aws:s3:::acme-logs'],
      additionalContext: {
        alertId: expect.any(String),
        account: '111122223333',
        region: 'eu-central-1',
        bucket: 'acme-logs',
        severity: 'high',
      },
    },
  });
});

test('warns where something was fixed and something was not', () => {
  expect(chatMessageOf(buildAlert(REPORTS['partly-fixed'])).content.title).toBe(
    ':warning: Partly fixed: bucket acme-logs',
  );
});

test('says who called what from where with what', () => {
  const { description } = chatMessageOf(buildAlert(REPORTS.fixed)).content;
  expect(description).toContain(
    'By `deploy/ci-4711` calling `PutBucketPolicy` from `203.0.113.7` with `APN/1.0',
  );
});

test('a Config rule is named instead', () => {
  const { description } = chatMessageOf(
    buildAlert({ ...REPORTS.fixed, triggers: [FOUND_BY_CONFIG] }),
  ).content;
  expect(description).toContain(`Found by AWS Config rule \`${FOUND_BY_CONFIG.ruleName}\``);
});

test('a user agent mentions nobody and ends no code span', () => {
  const trigger = {
    ...CREATE_BY_ALICE,
    userAgent: '`*bold* <!here> <@U123> @channel <https://evil|click> &\n:x:',
  };
  const { description } = chatMessageOf(
    buildAlert({ ...REPORTS.fixed, triggers: [trigger] }),
  ).content;
  expect(description).toContain(
    "with `'*bold* &lt;!here&gt; &lt;@U123&gt; @\u200bchannel &lt;https://evil|click&gt; &amp; :x:`",
  );
});

const FIXED = buildAlert(REPORTS.fixed);
const [ENCRYPTED, TLS] = FIXED.controls;

function linesOf(alert: Alert): string[] {
  return chatMessageOf(alert).content.description.split('\n');
}

describe('a sign', () => {
  test.each([
    ['fixed', ':white_check_mark: Fixed'],
    ['audited', ':mag: Audit only'],
    ['slowed', ':repeat: Keeps being undone'],
    ['unavailable', ':hourglass_flowing_sand: Not done yet'],
    ['exempt', ':white_check_mark: Exempt'],
    ['compliant', ':white_check_mark: Compliant'],
    ['blocked', ':warning: Action needed'],
  ] as const)('for what was %s', (outcome, start) => {
    const { title } = chatMessageOf({ ...FIXED, outcome, controls: [] }).content;
    expect(title).toBe(`${start}: bucket acme-logs`);
  });
});

test('what was fixed whole needs no warning', () => {
  expect(chatMessageOf(FIXED).content.title).toBe(':white_check_mark: Fixed: bucket acme-logs');
});

describe('the description', () => {
  test('has a line for each finding, one for the newest trigger, one for place and time', () => {
    const triggers = [CREATE_BY_ALICE, POLICY_BY_TERRAFORM] as const;
    expect(linesOf(buildAlert({ ...REPORTS['partly-fixed'], triggers }))).toEqual([
      "*tls-only* blocked: plain HTTP requests to the bucket and its objects are not denied (`access-denied: The bucket's own policy denies Bucket Warden's role s3:PutBucketPolicy`)",
      '*block-public-access* fixed: the public access block leaves BlockPublicPolicy and RestrictPublicBuckets off',
      expect.stringMatching(/^By `deploy\/ci-4711` calling `PutBucketPolicy` from /),
      'Account 111122223333, eu-central-1, 2026-11-21 02:13:07 UTC',
    ]);
  });

  test('says of a control without a reason no more than how it came out', () => {
    const controls = TLS
      ? [{ id: 'a', title: 't', severity: 'low', status: 'fixed' } as const]
      : [];
    expect(linesOf({ ...FIXED, controls })[0]).toBe('*a* fixed: ');
  });

  test('and the keywords name five findings at most', () => {
    const controls = Array.from({ length: 7 }, (_, index) => ({
      id: `control-${index}`,
      title: 't',
      severity: 'low' as const,
      status: 'fixed' as const,
    }));
    const alert = { ...FIXED, controls };
    expect(linesOf(alert).filter((line) => line.startsWith('*'))).toHaveLength(5);
    expect(chatMessageOf(alert).content.keywords).toEqual([
      'fixed',
      'high',
      ...[0, 1, 2, 3, 4].map((index) => `control-${index}`),
    ]);
  });

  test('leaves out what a call does not say, and says what it came through', () => {
    const { sourceIp, userAgent, actor, ...call } = CREATE_BY_ALICE;
    const lineOf = (invokedBy: object) =>
      linesOf({ ...FIXED, triggers: [{ ...call, actor: { ...actor, ...invokedBy } }] }).at(-2);
    expect(lineOf({})).toBe('By `alice` calling `CreateBucket`');
    expect(lineOf({ invokedBy: 'cloudformation.amazonaws.com' })).toBe(
      'By `alice` calling `CreateBucket` through `cloudformation.amazonaws.com`',
    );
  });

  test('is without a cause where there is none', () => {
    expect(linesOf({ ...FIXED, triggers: [] })).toHaveLength(2);
  });
});

describe('a long text', () => {
  test.each([
    ['a user agent after 120 characters', 120, { userAgent: 'x'.repeat(121) }],
    ['a name after 300', 300, { call: 'x'.repeat(301), userAgent: 'cli' }],
  ])('is cut: %s', (_what, longest, fields) => {
    const triggers = [{ ...CREATE_BY_ALICE, ...fields }];
    const line = linesOf({ ...FIXED, triggers }).at(-2);
    expect(line).toContain(`\`${'x'.repeat(longest - 3)}...\``);
  });

  test('is cut: a keyword after 64, a next step after 600', () => {
    const controls = ENCRYPTED
      ? [{ ...ENCRYPTED, id: 'x'.repeat(700), status: 'audited' as const }]
      : [];
    const { keywords, nextSteps } = chatMessageOf({ ...FIXED, controls, changes: [] }).content;
    expect(keywords.at(-1)).toBe(`${'x'.repeat(61)}...`);
    expect(nextSteps).toEqual([`${'x'.repeat(597)}...`]);
  });
});

test('three next steps are enough for a chat: the most urgent', () => {
  const { nextSteps } = chatMessageOf(buildAlert(REPORTS['partly-fixed'])).content;
  expect(nextSteps).toHaveLength(3);
  expect(nextSteps[0]).toContain('can let the role through');
});

test('a next step has its command, as a code span that can be copied', () => {
  const obstacle = { kind: 'edit-overwritten' as const, detail: 'd', keptAs: ['1hzk3x2am-7qd'] };
  const [, tls] = REPORTS.fixed.results;
  const results = tls ? [{ ...tls, status: 'blocked' as const, obstacle }] : [];
  const alert = buildAlert({ ...REPORTS.fixed, results, changes: [] });
  expect(chatMessageOf(alert).content.nextSteps).toEqual([
    expect.stringMatching(
      / is put\. `aws s3api get-bucket-policy --query Policy --output text --region eu-central-1 --bucket acme-logs`$/,
    ),
    'To put back the document that is kept as 1hzk3x2am-7qd in place of the policy: `aws s3api put-bucket-policy --region eu-central-1 --bucket acme-logs --policy "$(warden show 1hzk3x2am-7qd --after)"`',
  ]);
});

test('a command is whole, however long the name of the bucket is', () => {
  const bucket = { ...FIXED.bucket, name: 'x'.repeat(255) };
  const obstacle = { kind: 'stale-principal' as const, detail: 'd' };
  const controls = TLS ? [{ ...TLS, status: 'blocked' as const, obstacle }] : [];
  const { nextSteps } = chatMessageOf({ ...FIXED, bucket, controls, changes: [] }).content;
  expect(nextSteps[0]).toMatch(/ --bucket x{255}`$/);
});

test('what others wrote is no link, and stands as it was in code', () => {
  const userAgent = '[see [this](https://evil.example/login)]';
  const alert = toldAlert({
    ...REPORTS.fixed,
    triggers: [{ ...CREATE_BY_ALICE, userAgent }],
    results: REPORTS.fixed.results.map((one) => ({ ...one, status: 'slowed' })),
    changes: [],
  });
  const { nextSteps, description } = chatMessageOf(alert).content;
  expect(nextSteps[0]).toContain(
    'with see [\u200bthis]\u200b(https:\u200b//evil.example/login) keeps undoing',
  );
  expect(description).toContain('with `see [this](https://evil.example/login)`');
});

test('nobody is mentioned, however the mention is written', () => {
  const userAgent = '@HERE @everyone a@example.org';
  const line = linesOf({ ...FIXED, triggers: [{ ...CREATE_BY_ALICE, userAgent }] }).at(-2);
  expect(line).toContain('with `@\u200bHERE @\u200beveryone a@example.org`');
});
