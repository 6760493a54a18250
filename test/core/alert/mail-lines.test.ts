import { describe, expect, test } from 'vitest';
import { type Alert, buildAlert } from '../../../shared/core/alert/alert.ts';
import { emailOf } from '../../../shared/core/alert/email.ts';
import type { AlertChange } from '../../../shared/core/alert/schema.ts';
import { REPORTS } from './reports.ts';

const FIXED = buildAlert(REPORTS.fixed);
const OMITTED = { omitted: true as const, bytes: 1 };

/** The section of a mail under a title. */
function section(title: string, mail: string): string | undefined {
  const found = mail.split('\n\n').find((text) => text.startsWith(`${title}\n`));
  return found?.slice(title.length + 1).trimEnd();
}

const flat = (text: string | undefined) => text?.replace(/\s+/g, ' ').trim();

describe('a diff that is cut', () => {
  const cut = (lines: string[], diffLength: number) =>
    section(
      'WHAT WAS CHANGED',
      emailOf(FIXED, { diffs: { changes: lines, proposals: [] }, diffLength }),
    );

  test('ends with the last line that fits, its line break included', () => {
    expect(cut(['12345', '1234'], 11)).toBe('12345\n1234');
    expect(cut(['12345', '1234'], 10)).toBe('12345\n  (1 more line left out of this mail)');
    expect(cut(['12345', '1234', '1'], 10)).toBe('12345\n  (2 more lines left out of this mail)');
  });

  test('is shown to 16 KiB where nobody says otherwise', () => {
    const diffs = (count: number) => ({
      changes: Array(count).fill('x'.repeat(15)),
      proposals: [],
    });
    expect(emailOf(FIXED, { diffs: diffs(1_024) })).not.toContain('left out of this mail');
    expect(emailOf(FIXED, { diffs: diffs(1_025) })).toContain(
      '(1 more line left out of this mail)',
    );
  });

  test('of what would have been changed is cut in the same way', () => {
    const diffs = { changes: [], proposals: ['12345', '1234'] };
    const mail = emailOf(FIXED, { diffs, diffLength: 6 });
    expect(section('WHAT WOULD HAVE BEEN CHANGED', mail)).toBe(
      '12345\n  (1 more line left out of this mail)',
    );
    expect(section('WHAT WAS CHANGED', mail)).toBeUndefined();
  });
});

describe('what was found', () => {
  test.each([
    ['fixed', 'FIXED'],
    ['audited', 'NOT FIXED (audit mode)'],
    ['blocked', 'NOT FIXED, NEEDS YOU'],
    ['slowed', 'NOT YET FIXED, KEEPS COMING BACK'],
    ['unavailable', 'NOT YET FIXED'],
  ] as const)('is said in words of what was %s, and of no more than is known', (status, words) => {
    const controls = [{ id: 'a', title: 't', severity: 'low' as const, status }];
    expect(section('WHAT WAS FOUND', emailOf({ ...FIXED, controls }))).toBe(`  ${words}: a (low)`);
  });
});

test('a long name goes on further in', () => {
  const id = 'x'.repeat(75);
  const controls = [{ id, title: 't', severity: 'low' as const, status: 'fixed' as const }];
  const mail = emailOf({ ...FIXED, id, controls });
  expect(section('WHAT WAS FOUND', mail)).toBe(`  FIXED:\n    ${id}\n    (low)`);
  expect(mail).toContain(`\n  Alert id:\n    ${id}\n`);
});

describe('what stood before', () => {
  const stood = (...values: AlertChange['before'][]) => {
    const { id: _, ...change } = FIXED.changes[0] as AlertChange;
    const changes = values.map((value) => ({ ...change, before: value }));
    return flat(section('WHAT STOOD BEFORE', emailOf({ ...FIXED, changes } satisfies Alert)));
  };
  const ID = `Alert id: ${FIXED.id}`;

  test('is in the JSON', () => {
    const told = `The value before each change, to the byte, is in this alert's JSON: changes[].before. ${ID}`;
    expect(stood('{}')).toBe(told);
    expect(stood({ BlockPublicAcls: true })).toBe(told);
    expect(stood(null, '{}')).toBe(told);
    expect(stood('{}', null)).toBe(told);
  });

  test('is in the JSON only in part, where some of it was too large', () => {
    const told = `Part of it was too large for this alert's JSON; what is there stands in changes[].before. ${ID}`;
    expect(stood(OMITTED)).toBe(told);
    expect(stood('{}', OMITTED)).toBe(told);
  });

  test('was nothing, where nothing was configured', () => {
    expect(stood(null, null)).toBe('Nothing: it was not configured.');
  });

  test('is no matter where nothing was changed', () => {
    expect(stood()).toBeUndefined();
  });
});
