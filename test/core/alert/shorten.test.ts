import { describe, expect, test } from 'vitest';
import { type Alert, buildAlert } from '../../../shared/core/alert/alert.ts';
import type { AlertChange, AlertControl } from '../../../shared/core/alert/schema.ts';
import {
  byteLength,
  clipTexts,
  cutLists,
  omitEdits,
  omitValues,
} from '../../../shared/core/alert/shorten.ts';
import type { LetThrough } from '../../../shared/model/obstacle.ts';
import { blockedBy, REPORTS, report, withEdits } from './reports.ts';

const FIXED = buildAlert(REPORTS.fixed);

function change(before: AlertChange['before'], after: AlertChange['after']): AlertChange {
  return { facet: 'policy', controls: ['tls-only'], before, after };
}

function alertOf(changes: AlertChange[], proposals: AlertChange[] = []): Alert {
  return { ...FIXED, changes, proposals };
}

const x = (length: number) => 'x'.repeat(length);
const omitted = (bytes: number) => ({ omitted: true as const, bytes });

test('the length of a text is that of its UTF-8', () => {
  expect(byteLength('naïve 😀')).toBe(11);
});

describe('leaving out values', () => {
  test('takes the largest first, wherever it stands, and no more than it needs', () => {
    const alert = alertOf(
      [change(x(1_000), x(2_000)), change(null, x(3_000))],
      [change(null, x(4_000))],
    );
    const { changes, proposals, shortened } = omitValues(alert, 6_000);
    expect(proposals).toEqual([change(null, omitted(4_002))]);
    expect(changes).toEqual([change(x(1_000), x(2_000)), change(null, omitted(3_002))]);
    expect(shortened).toEqual({ values: 2 });
  });

  test('of two alike takes the one after the change, which can be read from the bucket', () => {
    const [first] = omitValues(alertOf([change(x(500), x(500))]), 1).changes;
    expect(first).toEqual(change(x(500), omitted(502)));
  });

  test('counts the mark that stays in the place of a value: one that saves too little needs another', () => {
    // In the message a text takes six bytes more: quotes, and quotes that are quoted.
    const saves = 500 + 6 - 64;
    const alert = alertOf([change(x(500), x(500))]);
    expect(omitValues(alert, saves).shortened).toEqual({ values: 1 });
    expect(omitValues(alert, saves + 1).shortened).toEqual({ values: 2 });
  });

  test('leaves small values alone, which the mark would not make smaller', () => {
    const alert = alertOf([change(null, x(58))]);
    expect(omitValues(alert, Number.POSITIVE_INFINITY)).toBe(alert);
    expect(omitValues(alertOf([change(null, x(59))]), 1).shortened).toEqual({ values: 1 });
  });

  test('takes nothing where nothing is too much', () => {
    const alert = alertOf([change(x(500), x(500))]);
    expect(omitValues(alert, 0)).toBe(alert);
  });

  test('tells the size in bytes of UTF-8, and measures it so', () => {
    const alert = alertOf([change('ä'.repeat(300), x(400))]);
    expect(omitValues(alert, 1).changes[0]?.before).toEqual(omitted(602));
  });

  test('adds up what was left out before', () => {
    const alert = { ...alertOf([change(null, x(500))]), shortened: { values: 2, texts: 1 } };
    expect(omitValues(alert, 1).shortened).toEqual({ values: 3, texts: 1 });
  });

  test('takes nothing out of the alert that it was given', () => {
    const alert = alertOf([change(x(500), x(500))]);
    omitValues(alert, Number.POSITIVE_INFINITY);
    expect(alert.changes).toEqual([change(x(500), x(500))]);
  });
});

describe('clipping texts', () => {
  test('counts those that are too long, and not one that just fits', () => {
    const reason = x(100);
    const longer: Alert = { ...FIXED, controls: FIXED.controls.map((one) => ({ ...one, reason })) };
    expect(clipTexts(longer, 100).shortened).toBeUndefined();
    const clipped = clipTexts(longer, 99);
    expect(clipped.controls.map((control) => control.reason)).toEqual([
      `${x(96)}...`,
      `${x(96)}...`,
    ]);
    expect(clipped.shortened).toEqual({ texts: 2 });
  });

  test('makes one line of each text, in causes and in lists too, which is no cut', () => {
    const odd: Alert = {
      ...FIXED,
      triggers: FIXED.triggers.map((trigger) => ({ ...trigger, userAgent: 'a\nb' })),
      changes: [{ ...change(null, 'a\nb'), controls: ['one\ntwo'] }],
      proposals: [{ ...change(null, 'a\nb'), controls: ['three\nfour'] }],
    };
    const { triggers, changes, proposals, shortened } = clipTexts(odd, 200);
    expect(triggers).toMatchObject([{ userAgent: 'a b' }]);
    expect(changes).toEqual([{ ...change(null, 'a\nb'), controls: ['one two'] }]);
    expect(proposals).toEqual([{ ...change(null, 'a\nb'), controls: ['three four'] }]);
    expect(shortened).toBeUndefined();
  });

  test('leaves out what is to be pasted rather than cutting it, or a character of it', () => {
    const edit = (value: string): LetThrough => ({
      ...{ policy: 'resource-based-policy', how: 'merge' },
      statement: { Condition: { ArnNotEquals: { 'aws:PrincipalArn': [value] } } },
    });
    const alert = buildAlert(
      report({
        results: [x(100), x(101), 'a\nb'].map((value) =>
          withEdits(blockedBy('access-denied', 'd'), [edit(value)]),
        ),
      }),
    );
    const { controls } = clipTexts(alert, 100);
    expect(controls.map(({ obstacle }) => obstacle?.letThrough)).toEqual([
      [edit(x(100))],
      undefined,
      undefined,
    ]);
    expect(controls.map(({ obstacle }) => obstacle?.kind)).toEqual(
      controls.map(() => 'access-denied'),
    );
  });

  test('leaves out what is to be pasted of all controls but some, and counts that', () => {
    const edits: LetThrough[] = [{ policy: 'vpc-endpoint-policy', how: 'add', statement: {} }];
    const denied = withEdits(blockedBy('access-denied', 'd'), edits);
    const results = [blockedBy('rejected', 'd'), denied, denied, denied];
    const alert = buildAlert(report({ results }));
    const left = (longest: number) =>
      omitEdits(alert, longest).controls.map(({ obstacle }) => obstacle?.letThrough?.length);
    expect(left(3)).toEqual([undefined, 1, 1, 1]);
    expect(omitEdits(alert, 3)).toBe(alert);
    expect(left(1)).toEqual([undefined, 1, undefined, undefined]);
    expect(omitEdits(alert, 1).shortened).toEqual({ texts: 2 });
    expect(left(0)).toEqual([undefined, undefined, undefined, undefined]);
  });

  test('leaves the values alone: a policy is told to the byte or not at all', () => {
    const alert = alertOf([change(x(500), x(500))]);
    expect(clipTexts(alert, 100)).toEqual(alert);
  });
});

describe('cutting lists', () => {
  const control = (id: string, status: AlertControl['status']): AlertControl => ({
    id,
    title: 't',
    severity: 'low',
    status,
  });
  const numbered = Array.from({ length: 4 }, (_, index) => index);

  test('keeps the newest causes and the first changes, and says how many it left out', () => {
    const triggers = numbered.map((index) => ({
      kind: 'config-evaluation' as const,
      id: `c${index}`,
      time: '2026-11-21T02:13:02Z',
      ruleName: 'r',
    }));
    const changes = numbered.map((index) => change(null, `a${index}`));
    const proposals = numbered.slice(1).map((index) => change(null, `p${index}`));
    const cut = cutLists({ ...FIXED, triggers, changes, proposals }, 2);
    expect(cut.triggers).toEqual(triggers.slice(2));
    expect(cut.changes).toEqual(changes.slice(0, 2));
    expect(cut.proposals).toEqual(proposals.slice(0, 2));
    expect(cut.shortened).toEqual({ triggers: 2, changes: 3 });
  });

  test('lets compliant controls go first, and keeps them where there is room for all', () => {
    const controls = [
      control('a', 'compliant'),
      control('b', 'fixed'),
      control('c', 'blocked'),
      control('d', 'exempt'),
    ];
    const cut = cutLists({ ...FIXED, controls }, 2);
    expect(cut.controls.map(({ id }) => id)).toEqual(['b', 'c']);
    expect(cut.shortened).toEqual({ controls: 2 });
    const uncut = cutLists({ ...FIXED, controls }, 4);
    expect(uncut.controls).toEqual(controls);
    expect(uncut.shortened).toBeUndefined();
  });

  test('shortens the list of controls of each change', () => {
    const many = { ...change(null, 'a'), controls: ['a', 'b', 'c'] };
    const cut = cutLists({ ...FIXED, changes: [many], proposals: [many] }, 2);
    expect([...cut.changes, ...cut.proposals].map(({ controls }) => controls)).toEqual([
      ['a', 'b'],
      ['a', 'b'],
    ]);
  });
});
