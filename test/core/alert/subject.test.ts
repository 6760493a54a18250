import { describe, expect, test } from 'vitest';
import { buildAlert } from '../../../shared/core/alert/alert.ts';
import { headline, subjectOf } from '../../../shared/core/alert/subject.ts';
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

describe('a long bucket name', () => {
  const told = (name: string, found: number) =>
    subjectOf({
      ...buildAlert({ ...REPORTS.audited, bucket: { ...BUCKET, name } }),
      controls: [{ id: 'x'.repeat(found), title: 't', severity: 'low', status: 'audited' }],
    });
  const [name, shortened] = [`${'a'.repeat(40)}b`, `${'a'.repeat(19)}...${'a'.repeat(17)}b`];

  test('is kept where the whole fits into 100 characters, and shortened where it is one too many', () => {
    expect(told(name, 31)).toBe(`Audit only: bucket ${name}. Found: ${'x'.repeat(31)}`);
    expect(told(name, 31)).toHaveLength(100);
    expect(told(name, 32)).toBe(`Audit only: bucket ${shortened}. Found: ${'x'.repeat(32)}`);
  });

  test('of 40 characters is never shortened: the end of what was found is', () => {
    const short = 'a'.repeat(40);
    expect(told(short, 32)).toBe(`Audit only: bucket ${short}. Found: ${'x'.repeat(32)}`);
    expect(told(short, 33)).toBe(`Audit only: bucket ${short}. Found: ${'x'.repeat(29)}...`);
  });
});

test('has one mark for a whole word in another script', () => {
  expect(
    subject({ ...REPORTS.audited, results: [{ ...TLS_FIXED, reason: 'not 許可する now' }] }),
  ).toBe('Fixed: bucket acme-logs. Found: not ? now');
});

test('ends in no space before its three dots', () => {
  const reason = `${'x'.repeat(59)} yyyyyyyyyyy`;
  const told = subject({ ...REPORTS.audited, results: [{ ...TLS_FIXED, reason }] });
  expect(told).toBe(`Fixed: bucket acme-logs. Found: ${'x'.repeat(59)} yyyyy...`);
  const spaced = subject({
    ...REPORTS.audited,
    results: [{ ...TLS_FIXED, reason: `${'x'.repeat(64)} yyyyyyy` }],
  });
  expect(spaced).toBe(`Fixed: bucket acme-logs. Found: ${'x'.repeat(64)}...`);
});

test('of a bucket with no findings says nothing of any', () => {
  expect(subject({ ...REPORTS.fixed, results: [] })).toBe('Compliant: bucket acme-logs');
});

describe('the headline', () => {
  test.each([
    ['fixed', 'Fixed'],
    ['blocked', 'Action needed'],
    ['slowed', 'Keeps being undone'],
    ['audited', 'Audit only'],
    ['unavailable', 'Not done yet'],
    ['exempt', 'Exempt'],
    ['compliant', 'Compliant'],
  ] as const)('of what was %s is "%s"', (outcome, words) => {
    expect(headline({ outcome, controls: [] })).toBe(words);
  });

  test.each([
    ['blocked', 'Partly fixed'],
    ['slowed', 'Partly fixed'],
    ['unavailable', 'Partly fixed'],
    ['audited', 'Fixed'],
    ['exempt', 'Fixed'],
    ['compliant', 'Fixed'],
  ] as const)('of what was fixed beside what was %s is "%s"', (status, words) => {
    const controls = [TLS_FIXED, { ...TLS_FIXED, status }].map(({ control, ...rest }) => ({
      id: control,
      ...rest,
    }));
    expect(headline({ outcome: 'fixed', controls })).toBe(words);
  });
});

function subject(report: Report): string {
  return subjectOf(buildAlert(report));
}
