import { describe, expect, test } from 'vitest';
import { findingOf, worstOf } from '../../../cli/shared/verdict.ts';
import type { ControlResult } from '../../../shared/core/report.ts';

const about = { control: 'tls-only', title: 'Plain HTTP is denied', severity: 'high' } as const;
const modes = { 'tls-only': 'audit' } as const;

describe('a finding', () => {
  test.each<[string, Partial<ControlResult> & Pick<ControlResult, 'status'>, object]>([
    ['compliant', { status: 'compliant' }, { verdict: 'compliant' }],
    [
      'what a plan would write',
      { status: 'fixed', reason: 'it is off' },
      { verdict: 'noncompliant', reason: 'it is off' },
    ],
    ['what audit mode finds', { status: 'audited', reason: 'off' }, { verdict: 'noncompliant' }],
    [
      'what needs a person says why',
      {
        status: 'blocked',
        reason: 'it leaks',
        obstacle: { kind: 'policy-too-large', detail: '20 KB are full' },
      },
      { verdict: 'blocked', reason: 'it leaks: 20 KB are full' },
    ],
    [
      'a read that was denied',
      {
        status: 'blocked',
        reason: 'r',
        obstacle: { kind: 'access-denied', detail: 'AccessDenied' },
      },
      { verdict: 'unknown' },
    ],
    [
      'a Region that does not take the credentials',
      {
        status: 'blocked',
        reason: 'r',
        obstacle: { kind: 'credentials-refused', detail: 'InvalidToken' },
      },
      { verdict: 'unknown', reason: 'r: InvalidToken' },
    ],
    [
      'compliant with a warning',
      { status: 'compliant', warning: 'services may be cut off' },
      { verdict: 'compliant', warning: 'services may be cut off' },
    ],
    ['what is exempt', { status: 'exempt', reason: 'exempt by ada' }, { verdict: 'exempt' }],
    ['a read that failed', { status: 'unavailable', reason: 'SlowDown' }, { verdict: 'unknown' }],
  ])('%s', (_situation, result, expected) => {
    expect(findingOf({ ...about, ...result }, modes)).toMatchObject({
      control: 'tls-only',
      mode: 'audit',
      ...expected,
    });
  });
});

test('noncompliant outranks blocked, blocked unknown, unknown exempt, exempt compliant', () => {
  const order = ['noncompliant', 'blocked', 'unknown', 'exempt', 'compliant'] as const;
  for (const [index, verdict] of order.entries()) {
    const from = order.slice(index).toReversed();
    expect(worstOf(from.map((each) => ({ verdict: each })))).toBe(verdict);
  }
  expect(worstOf([])).toBe('unjudged');
});
