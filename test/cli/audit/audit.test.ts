import { describe, expect, test, vi } from 'vitest';
import { type AuditedBucket, exitCodeOf, summaryOf } from '../../../cli/audit/audit.ts';
import { rowsOf, toCsv, toJson, toSentence, toTable } from '../../../cli/audit/formats.ts';
import type { Finding } from '../../../cli/shared/verdict.ts';

vi.stubEnv('FORCE_COLOR', '0');

const finding = (control: string, verdict: Finding['verdict'], reason?: string): Finding => ({
  control,
  severity: 'high',
  mode: 'enforce',
  verdict,
  ...(reason === undefined ? {} : { reason }),
});

const good: AuditedBucket = {
  bucket: 'good',
  region: 'eu-west-1',
  verdict: 'compliant',
  findings: [finding('one', 'compliant'), finding('two', 'compliant')],
};
const bad: AuditedBucket = {
  bucket: 'bad',
  region: 'us-east-1',
  verdict: 'noncompliant',
  findings: [
    finding('one', 'compliant'),
    finding('two', 'noncompliant', '=cmd("x"), it says'),
    finding('three', 'blocked', 'a person is needed'),
  ],
};
const untouched: AuditedBucket = {
  bucket: 'untouched',
  region: 'us-east-1',
  verdict: 'unjudged',
  findings: [],
};

describe('rows', () => {
  test('a compliant bucket is one row for all controls', () => {
    expect(rowsOf(good)).toEqual([['good', 'eu-west-1', '✔ all 2', '']]);
  });

  test('another has a row for each control, and its name in the first', () => {
    expect(rowsOf(bad)).toEqual([
      ['bad', 'us-east-1', '✔ one', ''],
      ['', '', '✖ two', '=cmd("x"), it says'],
      ['', '', '! three', 'a person is needed'],
    ]);
  });

  test('a compliant bucket has a row more for what is warned of', () => {
    const warned = { ...finding('two', 'compliant'), warning: 'AWS services may be cut off' };
    expect(rowsOf({ ...good, findings: [finding('one', 'compliant'), warned] })).toEqual([
      ['good', 'eu-west-1', '✔ all 2', ''],
      ['', '', '✔ two', 'warning: AWS services may be cut off'],
    ]);
    expect(rowsOf({ ...bad, findings: [warned] })).toEqual([
      ['bad', 'us-east-1', '✔ two', 'warning: AWS services may be cut off'],
    ]);
  });

  test('a bucket for which every control is off gets no verdict', () => {
    expect(rowsOf(untouched)).toEqual([['untouched', 'us-east-1', '– no control is on', '']]);
  });

  test('the last column is wrapped to the width of the terminal', () => {
    const long = { ...bad, findings: [finding('two', 'noncompliant', 'word '.repeat(20).trim())] };
    const lines = toTable([long], 60);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(60);
    expect(lines.join(' ').match(/word/g)).toHaveLength(20);
    expect(toTable([long], undefined)).toHaveLength(2);
  });
});

describe('CSV', () => {
  test('has a row for each bucket and control, compliant or not', () => {
    const lines = toCsv('111122223333', [good, bad]).trimEnd().split('\n');
    expect(lines[0]).toBe('account,bucket,region,control,severity,mode,verdict,reason,warning');
    expect(lines).toHaveLength(6);
    expect(lines[1]).toBe('111122223333,good,eu-west-1,one,high,enforce,compliant,,');
  });

  test('has a row for a bucket for which every control is off', () => {
    const [, line] = toCsv('111122223333', [untouched]).split('\n');
    expect(line).toBe('111122223333,untouched,us-east-1,,,,unjudged,,');
  });

  test('says what is warned of', () => {
    const warned = { ...finding('one', 'compliant'), warning: 'services' };
    const [, line] = toCsv('111122223333', [{ ...good, findings: [warned] }]).split('\n');
    expect(line).toBe('111122223333,good,eu-west-1,one,high,enforce,compliant,,services');
  });

  test('what an owner wrote does not become a formula', () => {
    expect(toCsv('111122223333', [bad])).toContain(`"'=cmd(""x""), it says"`);
  });
});

test('JSON has every finding and the summary', () => {
  expect(toJson('111122223333', [good, bad])).toEqual({
    account: '111122223333',
    summary: {
      ...{ buckets: 2, compliant: 1, noncompliant: 1 },
      ...{ blocked: 0, unknown: 0, exempt: 0, unjudged: 0 },
    },
    buckets: [good, bad],
  });
});

test('the sentence names what there is, worst first', () => {
  expect(toSentence(summaryOf([good, bad]))).toBe('2 buckets: ✖ 1 noncompliant, ✔ 1 compliant.');
  expect(toSentence(summaryOf([good, untouched]))).toBe('2 buckets: – 1 unjudged, ✔ 1 compliant.');
  expect(toSentence(summaryOf([]))).toBe('0 buckets.');
});

describe('exit code', () => {
  test.each(['noncompliant', 'blocked', 'unknown'] as const)('%s is 1', (verdict) => {
    expect(exitCodeOf(summaryOf([good, { ...bad, verdict }]))).toBe(1);
  });

  test('a bucket for which every control is off is 0, as the settings want it', () => {
    expect(exitCodeOf(summaryOf([good, untouched]))).toBe(0);
  });

  test('all compliant is 0, and so is an account without buckets', () => {
    expect(exitCodeOf(summaryOf([good, good]))).toBe(0);
    expect(exitCodeOf(summaryOf([]))).toBe(0);
  });
});
