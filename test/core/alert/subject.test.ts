import { expect, test } from 'vitest';
import { buildAlert } from '../../../shared/core/alert/alert.ts';
import { subjectOf } from '../../../shared/core/alert/subject.ts';
import type { Report } from '../../../shared/core/report.ts';
import { BUCKET, REPORTS, TLS_FIXED } from './reports.ts';

test.each([
  [
    'fixed',
    'Fixed: bucket acme-logs. Found: plain HTTP requests to the bucket and its objects are not denied',
  ],
  ['partly-fixed', 'Partly fixed: bucket acme-logs: tls-only, block-public-access'],
  [
    'blocked',
    'Action needed: bucket acme-logs. Found: plain HTTP requests to the bucket and its objects are not...',
  ],
  ['audited', 'Audit only: bucket acme-logs. Found: there is no bucket policy'],
] as const)('of what was %s says the outcome first', (name, subject) => {
  expect(subjectOf(buildAlert(REPORTS[name]))).toBe(subject);
});

test('shortens a long bucket name in the middle', () => {
  const name = `${'a'.repeat(40)}-middle-${'z'.repeat(40)}`;
  expect(subject({ ...REPORTS.audited, bucket: { ...BUCKET, name } })).toBe(
    'Audit only: bucket aaaaaaaaaaaaaaaaaaa...zzzzzzzzzzzzzzzzzz. Found: there is no bucket policy',
  );
});

test('has no line break and nothing but ASCII', () => {
  expect(
    subject({ ...REPORTS.audited, results: [{ ...TLS_FIXED, reason: 'naïve\nBcc: all' }] }),
  ).toBe('Fixed: bucket acme-logs. Found: na?ve?Bcc: all');
});

function subject(report: Report): string {
  return subjectOf(buildAlert(report));
}
