import { describe, expect, test } from 'vitest';
import {
  areSameFindings,
  type Findings,
  findingsAfter,
  newFindings,
} from '../../shared/core/findings.ts';
import type { ControlResult } from '../../shared/core/report.ts';
import type { Change } from '../../shared/model/facet.ts';

const TLS = 'tls-only';
const BLOCK = 'block-public-access';
const ENABLED = [TLS, BLOCK];

function result(status: ControlResult['status'], more: Partial<ControlResult> = {}): ControlResult {
  return { control: TLS, title: 't', severity: 'high', status, reason: 'r', ...more };
}

const found = (results: ControlResult[], before: Findings = {}, proposals: Change[] = []) =>
  findingsAfter(results, proposals, before, ENABLED);
const only = (...args: Parameters<typeof found>) => found(...args)[TLS];

describe('a finding', () => {
  const stale = { kind: 'stale-principal', detail: 'AIDA1' } as const;
  const wanted = (after: string): Change => ({
    ...{ facet: 'policy', before: undefined, after, controls: [TLS] },
  });

  test('is what is blocked, audited or reported, and nothing else', () => {
    for (const status of ['blocked', 'audited', 'reported'] as const) {
      expect(Object.keys(found([result(status)]))).toEqual([TLS]);
    }
    const others = [
      'compliant',
      'fixed',
      'exempt',
      'not-applicable',
      'slowed',
      'unavailable',
    ] as const;
    for (const status of others) expect(found([result(status)])).toEqual({});
  });

  test('is the same where nothing of it changed, and another where something did', () => {
    const blocked = only([result('blocked')]);
    expect(only([result('blocked')])).toBe(blocked);
    expect(only([result('blocked', { reason: 'other' })])).not.toBe(blocked);
    expect(only([result('audited')])).not.toBe(blocked);
    expect(only([result('audited')], {}, [wanted('a')])).not.toBe(
      only([result('audited')], {}, [wanted('b')]),
    );
  });

  test('is another one where another obstacle stands in the way, whatever the details', () => {
    const blocked = only([result('blocked', { obstacle: stale })]);
    const reworded = { ...stale, detail: 'AIDA2' };
    expect(only([result('blocked', { obstacle: reworded })])).toBe(blocked);
    const denied = { kind: 'access-denied', detail: 'AIDA1' } as const;
    expect(only([result('blocked', { obstacle: denied })])).not.toBe(blocked);
  });

  test('of one control is the same whatever another proposes', () => {
    const audited = only([result('audited')], {}, [wanted('a')]);
    const other: Change = { facet: 'policy', before: undefined, after: 'x', controls: [BLOCK] };
    expect(only([result('audited')], {}, [wanted('a'), other])).toBe(audited);
  });
});

describe('what was found before', () => {
  const before = { [TLS]: 'a', [BLOCK]: 'b' };

  test.each(['fixed', 'compliant', 'exempt', 'not-applicable'] as const)(
    'is forgotten once the control is %s',
    (status) => {
      expect(found([result(status)], before)).toEqual({ [BLOCK]: 'b' });
    },
  );

  test.each(['unavailable', 'slowed'] as const)('stands while the control is %s', (status) => {
    expect(found([result(status)], before)).toEqual(before);
  });

  test('stands for a control that was not judged, unless it is off by now', () => {
    expect(found([], before)).toEqual(before);
    expect(findingsAfter([], [], before, [TLS])).toEqual({ [TLS]: 'a' });
  });

  test('hides no finding of another control, be it unread or slowed', () => {
    const after = found([result('unavailable'), result('blocked', { control: BLOCK })], {
      [TLS]: 'a',
    });
    expect(newFindings(after, { [TLS]: 'a' })).toEqual([BLOCK]);
  });

  test('is not news when another goes', () => {
    const standing = found([result('blocked')]);
    const after = found([result('blocked'), result('fixed', { control: BLOCK })], {
      ...standing,
      [BLOCK]: 'b',
    });
    expect(newFindings(after, { ...standing, [BLOCK]: 'b' })).toEqual([]);
    expect(areSameFindings(after, { ...standing, [BLOCK]: 'b' })).toBe(false);
    expect(areSameFindings(after, standing)).toBe(true);
  });
});
