import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Plan } from '../../shared/core/decide.ts';
import {
  recentFixes,
  slowDown,
  undoneToldBy,
  undoneToTell,
  withFixes,
} from '../../shared/core/slow-down.ts';

const SETTINGS = { afterFixes: 3, firstDelaySeconds: 30, longestDelaySeconds: 900 };
const NOW = 1_800_000_000_000;
const MINUTE = 60_000;

const about = { title: 't', severity: 'high', status: 'fixed', reason: 'it leaks' } as const;
const plan: Plan = {
  results: [
    { control: 'tls-only', ...about },
    { control: 'block-public-access', ...about },
  ],
  changes: [
    { facet: 'policy', before: undefined, after: '{}', controls: ['tls-only'] },
    { facet: 'publicAccessBlock', before: undefined, after: {}, controls: ['block-public-access'] },
  ],
  proposals: [],
};

/** The plan, whose controls are all as severe as that. */
function planOf(severity: 'critical' | 'high' | 'medium'): Plan {
  return { ...plan, results: plan.results.map((result) => ({ ...result, severity })) };
}

/** Seconds after the last of so many repairs until which the next one waits. */
function waitAfter(count: number, severity: 'critical' | 'high' | 'medium' = 'high'): number {
  const times = Array.from({ length: count }, (_, index) => NOW - index);
  const { waits } = slowDown(planOf(severity), { 'tls-only': times }, SETTINGS, NOW);
  return waits.length === 0 ? 0 : ((waits[0]?.untilMs ?? 0) - NOW) / 1000;
}

describe('the next repair', () => {
  test('waits after three within the hour, twice as long each time, up to fifteen minutes', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 8, 9, 20].map((count) => waitAfter(count))).toEqual([
      0, 0, 30, 60, 120, 240, 480, 900, 900, 900,
    ]);
  });

  test('of a critical control waits for no more than a minute, whatever the settings say', () => {
    expect([2, 3, 4, 5, 9, 60].map((count) => waitAfter(count, 'critical'))).toEqual([
      0, 30, 60, 60, 60, 60,
    ]);
  });

  test('of a critical control waits no longer for another one in the same value', () => {
    const shared: Plan = {
      ...plan,
      changes: [
        { facet: 'policy', before: undefined, after: '{}', controls: ['other', 'tls-only'] },
      ],
      results: [
        { control: 'tls-only', ...about },
        { control: 'other', ...about, severity: 'critical' },
      ],
    };
    const fixes = { 'tls-only': Array.from({ length: 20 }, () => NOW) };
    expect(slowDown(shared, fixes, SETTINGS, NOW).waits).toEqual([
      { control: 'tls-only', untilMs: NOW + 60_000, isCritical: true },
    ]);
  });

  test('is made once its time has come', () => {
    const fixes = { 'tls-only': [NOW - 31_000, NOW - 32_000, NOW - 33_000] };
    expect(slowDown(plan, fixes, SETTINGS, NOW)).toEqual({ plan, waits: [] });
  });

  test('of another control does not wait with it', () => {
    const fixes = { 'tls-only': [NOW, NOW, NOW] };
    const slowed = slowDown(plan, fixes, SETTINGS, NOW);
    expect(slowed.plan.changes.map(({ facet }) => facet)).toEqual(['publicAccessBlock']);
    expect(slowed.plan.results.map(({ status }) => status)).toEqual(['slowed', 'fixed']);
    expect(slowed.plan.results[0]?.reason).toBe(
      'it leaks; it was repaired 3 times within the hour and undone each time, so the next repair waits',
    );
    expect(slowed.waits).toEqual([
      { control: 'tls-only', untilMs: NOW + 30_000, isCritical: false },
    ]);
  });

  test('of two controls in one value waits for both: the value is written whole', () => {
    const shared: Plan = {
      ...plan,
      changes: [
        { facet: 'policy', before: undefined, after: '{}', controls: ['other', 'tls-only'] },
      ],
      results: ['tls-only', 'other'].map((control) => ({ control, ...about })),
    };
    const { plan: slowed } = slowDown(shared, { 'tls-only': [NOW, NOW, NOW] }, SETTINGS, NOW);
    expect(slowed.changes).toEqual([]);
    expect(slowed.results.map(({ status }) => status)).toEqual(['slowed', 'slowed']);
  });

  test('that waits says nothing of a control that has nothing to repair', () => {
    const compliant = { control: 'default-encryption', ...about, status: 'compliant' } as const;
    const results = [compliant, ...plan.results];
    const fixes = { 'tls-only': [NOW, NOW, NOW], 'default-encryption': [NOW, NOW, NOW] };
    const slowed = slowDown({ ...plan, results }, fixes, SETTINGS, NOW);
    expect(slowed.plan.results[0]).toBe(compliant);
    expect(slowed.waits.map(({ control }) => control)).toEqual(['tls-only']);
  });
});

describe('repairs that are remembered', () => {
  test('go after an hour, and a control without any is forgotten: a quiet hour ends it', () => {
    const fixes = { a: [NOW - 61 * MINUTE, NOW - 59 * MINUTE], b: [NOW - 60 * MINUTE] };
    expect(recentFixes(fixes, NOW)).toEqual({ a: [NOW - 59 * MINUTE] });
    expect(withFixes(fixes, ['b'], NOW)).toEqual({ a: [NOW - 59 * MINUTE], b: [NOW] });
  });
});

test('whatever was repaired when: nothing is given up, and nothing waits for more than fifteen minutes', () => {
  let waited = 0;
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 90 * MINUTE }), { maxLength: 40 }), (ages) => {
      const fixes = { 'tls-only': ages.map((age) => NOW - age) };
      const { waits } = slowDown(plan, fixes, SETTINGS, NOW);
      waited += waits.length;
      for (const { untilMs } of waits) {
        expect(untilMs - NOW).toBeLessThanOrEqual(15 * MINUTE);
        expect(slowDown(plan, fixes, SETTINGS, untilMs).waits).toEqual([]);
      }
    }),
  );
  expect(waited).toBeGreaterThan(10);
});

describe('that a control keeps being undone is told', () => {
  const wait = (isCritical: boolean) => [{ control: 'a', untilMs: NOW + 1, isCritical }];
  const HOUR = 60 * MINUTE;

  test('once', () => {
    expect(undoneToTell(wait(false), {}, NOW)).toEqual(['a']);
    expect(undoneToTell(wait(false), { a: NOW - 10 * HOUR }, NOW)).toEqual([]);
  });

  test('again each hour where it is critical', () => {
    expect(undoneToTell(wait(true), {}, NOW)).toEqual(['a']);
    expect(undoneToTell(wait(true), { a: NOW - HOUR + 1 }, NOW)).toEqual([]);
    expect(undoneToTell(wait(true), { a: NOW - HOUR }, NOW)).toEqual(['a']);
  });

  test('and remembered with its time while somebody undoes it', () => {
    const told = { a: NOW - HOUR, b: NOW - MINUTE, quiet: NOW - MINUTE };
    expect(undoneToldBy(wait(true), told, { a: [NOW], b: [NOW] }, NOW)).toEqual({
      a: NOW,
      b: NOW - MINUTE,
    });
  });
});
