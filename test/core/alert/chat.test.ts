import { expect, test } from 'vitest';
import { buildAlert } from '../../../shared/core/alert/alert.ts';
import { chatMessageOf } from '../../../shared/core/alert/chat.ts';
import { CREATE_BY_ALICE, FOUND_BY_CONFIG, REPORTS } from './reports.ts';

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
    buildAlert({ ...REPORTS.fixed, causes: [FOUND_BY_CONFIG] }),
  ).content;
  expect(description).toContain(`Found by AWS Config rule \`${FOUND_BY_CONFIG.ruleName}\``);
});

test('a user agent mentions nobody and ends no code span', () => {
  const cause = {
    ...CREATE_BY_ALICE,
    userAgent: '`*bold* <!here> <@U123> @channel <https://evil|click> &\n:x:',
  };
  const { description } = chatMessageOf(buildAlert({ ...REPORTS.fixed, causes: [cause] })).content;
  expect(description).toContain(
    "with `'*bold* &lt;!here&gt; &lt;@U123&gt; @\u200bchannel &lt;https://evil|click&gt; &amp; :x:`",
  );
});
