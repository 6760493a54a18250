import { describe, expect, test } from 'vitest';
import { type Alert, buildAlert } from '../../../shared/core/alert/alert.ts';
import { type Notification, toNotification } from '../../../shared/core/alert/notification.ts';
import type { Report } from '../../../shared/core/report.ts';
import { CREATE_BY_ALICE, POLICY_CHANGE, REPORTS, TLS_FIXED } from './reports.ts';

const LARGEST = 262_144;

function told(parts: Partial<Report>) {
  const notification = toNotification(buildAlert({ ...REPORTS.fixed, ...parts }));
  const { default: json, email } = JSON.parse(notification.message);
  return { notification, alert: JSON.parse(json) as Alert, email: email as string };
}

function sizeOf({ subject, message, attributes }: Notification): number {
  const texts = Object.entries(attributes).map(([name, of]) => name + of.DataType + of.StringValue);
  return Buffer.byteLength(subject + message + texts.join(''));
}

/** So long that a mail only counts its lines: the message grows by one byte with each of its characters. */
const changed = (length: number) => [
  { ...POLICY_CHANGE, before: undefined, after: 'x'.repeat(length) },
];
const triggers = (count: number, userAgent: string) =>
  Array.from({ length: count }, (_, index) => ({
    ...CREATE_BY_ALICE,
    id: `c${index}`,
    userAgent,
  })) as [typeof CREATE_BY_ALICE];

describe('a notification of the size that SNS takes', () => {
  test('is sent whole to the last byte, and shortened from one more', () => {
    const length = 250_000 + LARGEST - sizeOf(told({ changes: changed(250_000) }).notification);
    const fitting = told({ changes: changed(length) });
    expect(sizeOf(fitting.notification)).toBe(LARGEST);
    expect(fitting.alert.shortened).toBeUndefined();
    expect(told({ changes: changed(length + 1) }).alert.shortened).toEqual({ values: 1 });
  });

  test('is measured in bytes of UTF-8', () => {
    const { alert } = told({ changes: [{ ...POLICY_CHANGE, after: 'ä'.repeat(130_000) }] });
    expect(alert.shortened).toEqual({ values: 1 });
  });
});

describe('a notification that is too large', () => {
  test('loses its largest value only; the mail shows the beginning of it all the same', () => {
    const after = Array.from({ length: 12_000 }, (_, index) => `"""${index}"""`).join('\n');
    const large = { ...POLICY_CHANGE, before: undefined, after };
    const { alert, email } = told({ changes: [large, POLICY_CHANGE] });
    expect(alert.changes).toMatchObject([{ after: { omitted: true } }, POLICY_CHANGE]);
    expect(alert.shortened).toEqual({ values: 1 });
    expect(email).toContain('+ """42"""\n');
    expect(email).toMatch(/\(\d+ more lines left out of this mail\)/);
  });

  test('in its values as well as its texts keeps the texts as far as it can', () => {
    const { alert, email } = told({
      triggers: triggers(95, 'x'.repeat(2_000)),
      changes: changed(180_000),
    });
    expect(alert.shortened).toEqual({ values: 1 });
    expect(alert.triggers).toHaveLength(95);
    expect(email).toContain(
      'WHAT WAS CHANGED\n  Bucket policy, not configured before (tls-only)\n',
    );
  });

  test('in its texts loses the diffs of the mail, and then most of each text', () => {
    const { alert, email } = told({
      triggers: triggers(200, 'x'.repeat(1_500)),
      changes: [POLICY_CHANGE],
    });
    expect(alert.triggers).toHaveLength(200);
    expect(alert.triggers[0]).toMatchObject({ userAgent: `${'x'.repeat(117)}...` });
    expect(alert.shortened?.texts).toBe(200);
    expect(email).toMatch(/WHAT WAS CHANGED\n {2}\(\d+ more lines left out of this mail\)\n/);
  });

  test('in its lists keeps twenty of each', () => {
    const results = Array.from({ length: 30 }, (_, index) => ({
      ...TLS_FIXED,
      control: `c${index}`,
    }));
    const { alert, notification } = told({ triggers: triggers(2_000, 'x'.repeat(110)), results });
    expect(alert.triggers).toHaveLength(20);
    expect(alert.triggers.at(-1)?.id).toBe('c1999');
    expect(alert.controls).toHaveLength(20);
    expect(alert.shortened).toMatchObject({ triggers: 1_980, controls: 10 });
    expect(sizeOf(notification)).toBeLessThanOrEqual(LARGEST);
  });
});

test('a text of more than 2,000 characters is cut, however much room there is', () => {
  const cut = told({ results: [{ ...TLS_FIXED, reason: 'x'.repeat(2_001) }] }).alert;
  expect(cut.controls[0]?.reason).toBe(`${'x'.repeat(1_997)}...`);
  const kept = told({ results: [{ ...TLS_FIXED, reason: 'x'.repeat(2_000) }] }).alert;
  expect(kept.controls[0]?.reason).toBe('x'.repeat(2_000));
  expect(kept.shortened).toBeUndefined();
});
