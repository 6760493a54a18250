import { describe, expect, test } from 'vitest';
import type { Call } from '../../local/gateway/calls.ts';
import { handlingBudgetMs } from '../../scripts/bench/budgets.ts';
import { callFindings } from '../../scripts/bench/call-findings.ts';
import { exitCodeOf, type Finding, verdictOf } from '../../scripts/bench/finding.ts';
import { handlingFindings } from '../../scripts/bench/handling-findings.ts';
import { jsonOf, tablesOf } from '../../scripts/bench/print.ts';
import type { Sample } from '../../scripts/bench/sample.ts';

const finding = (over: Partial<Finding>): Finding => ({
  what: 'reads',
  kind: 'count',
  measured: 4,
  text: '4',
  budget: 4,
  ...over,
});

const exitCode = (...findings: Finding[]) => exitCodeOf([{ title: 't', findings, notes: [] }]);

describe('verdict', () => {
  test('what meets its budget exactly is ok', () => {
    expect(verdictOf(finding({}))).toBe('ok');
  });

  test('what exceeds it is over', () => {
    expect(verdictOf(finding({ measured: 5 }))).toBe('over');
  });

  test('what could not be measured is over', () => {
    expect(verdictOf(finding({ measured: Number.NaN }))).toBe('over');
  });

  test('what has no budget has no verdict', () => {
    const { budget: _, ...without } = finding({ measured: 1e9 });
    expect(verdictOf(without)).toBeUndefined();
  });
});

describe('exit code', () => {
  test('is 0 where everything is within its budget', () => {
    expect(exitCode(finding({}), finding({ kind: 'size' }), finding({ kind: 'time' }))).toBe(0);
  });

  test.each(['count', 'size'] as const)('is 1 where a %s is over', (kind) => {
    expect(exitCode(finding({}), finding({ kind, measured: 5 }))).toBe(1);
  });

  test('is 0 where a time is over: it depends on the machine', () => {
    expect(exitCode(finding({ kind: 'time', measured: 5 }))).toBe(0);
  });
});

test('handling budgets are the design’s', () => {
  expect(handlingBudgetMs('compliant', 20)).toBe(31);
  expect(handlingBudgetMs('broken', 20)).toBe(125);
});

const read = (operation: string, durationMs: number): Call => ({
  time: '2026-01-01T12:00:00.000Z',
  service: 's3',
  operation,
  bucket: 'b',
  region: 'us-east-1',
  status: 200,
  caller: 'service',
  durationMs,
});

const sample = (injectedMs: number, handledMs: number, calls: readonly Call[]): Sample => ({
  kind: 'compliant',
  bucket: 'b',
  injectedMs,
  warmUp: false,
  calls,
  handledMs,
});

test('a handling time is held against the latency that was injected and the one that was met', () => {
  const samples = [40, 32, 33].map((ms) => sample(20, ms, [read('GetBucketPolicy', 24)]));
  const budgets = handlingFindings('compliant', 20, samples).filter(({ budget }) => budget);
  expect(budgets.map(({ measured, budget }) => ({ measured, budget }))).toEqual([
    { measured: 33, budget: 31 },
    { measured: 33, budget: 1.3 * 24 + 5 },
  ]);
  expect(budgets.map(verdictOf)).toEqual(['over', 'ok']);
});

test('one look with a call too many is enough to be over', () => {
  const calls = [read('GetBucketPolicy', 5), read('GetBucketAcl', 5)];
  const tooMany = [...calls, { ...read('PutBucketPolicy', 5), time: '2026-01-01T12:00:01.000Z' }];
  const samples = [sample(5, 9, calls), sample(5, 9, tooMany), sample(20, 30, calls)];
  const over = callFindings(samples, 'compliant').filter((one) => verdictOf(one) === 'over');
  expect(over.map(({ what, text }) => ({ what, text }))).toEqual([
    { what: 'compliant bucket: writes', text: '1 / 0' },
  ]);
});

test('tables and JSON say which finding is over', () => {
  const machine = { cores: 2, node: '24.0.0', loadBefore: 0.5 };
  const sections = [{ title: 'Calls', findings: [finding({ measured: 5 })], notes: ['a note'] }];
  expect(tablesOf(sections, machine)).toContain('OVER');
  expect(JSON.parse(jsonOf(sections, machine)).sections[0].findings[0].verdict).toBe('over');
});
