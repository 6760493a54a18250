import { describe, expect, test } from 'vitest';
import { buildAlert } from '../../../shared/core/alert/alert.ts';
import { toNotification } from '../../../shared/core/alert/notification.ts';
import type { Report } from '../../../shared/core/report.ts';
import { POLICY_CHANGE, REPORTS, TLS_FIXED } from './reports.ts';

describe('an alert', () => {
  test('is the same for the same report, and another for another', () => {
    const { id } = buildAlert(REPORTS.fixed);
    expect(buildAlert(structuredClone(REPORTS.fixed)).id).toBe(id);
    expect(buildAlert({ ...REPORTS.fixed, finishedAt: '2026-11-21T03:00:00Z' }).id).toBe(id);
    expect(buildAlert({ ...REPORTS.fixed, changes: [] }).id).not.toBe(id);
    expect(
      buildAlert({ ...REPORTS.fixed, bucket: { ...REPORTS.fixed.bucket, name: 'other' } }).id,
    ).not.toContain('acme-logs');
  });

  test('is as severe as the worst control that was not compliant', () => {
    expect(buildAlert(REPORTS.fixed).severity).toBe('high');
    expect(buildAlert(REPORTS['partly-fixed']).severity).toBe('critical');
    const compliant = {
      control: 'x',
      title: 'x',
      severity: 'critical',
      status: 'compliant',
    } as const;
    expect(
      buildAlert({ ...REPORTS.fixed, results: [compliant, ...REPORTS.fixed.results] }).severity,
    ).toBe('high');
  });

  test('keeps the policy before and after to the byte', () => {
    const before = '{"Version":"2012-10-17",\r\n "Statement" : [] }';
    const { alert } = published({ ...REPORTS.fixed, changes: [{ ...POLICY_CHANGE, before }] });
    expect(alert.changes[0].before).toBe(before);
    expect(alert.changes[0].after).toBe(POLICY_CHANGE.after);
  });

  test('has null for what was not configured before', () => {
    expect(published(REPORTS.audited).alert.proposals[0].before).toBeNull();
  });
});

describe('message attributes', () => {
  test('hold what subscriptions filter on', () => {
    expect(toNotification(buildAlert(REPORTS['partly-fixed'])).attributes).toEqual({
      kind: { DataType: 'String', StringValue: 'alert' },
      severity: { DataType: 'String', StringValue: 'critical' },
      outcome: { DataType: 'String', StringValue: 'fixed' },
      control: { DataType: 'String.Array', StringValue: '["tls-only","block-public-access"]' },
      account: { DataType: 'String', StringValue: '111122223333' },
      region: { DataType: 'String', StringValue: 'eu-central-1' },
      bucket: { DataType: 'String', StringValue: 'acme-logs' },
    });
  });
});

describe('an alert that is too large', () => {
  test('two policies of 20 KB are not too large', () => {
    const full = JSON.stringify({ Statement: 'x"'.repeat(6_500) });
    const { alert } = published({
      ...REPORTS.fixed,
      changes: [{ ...POLICY_CHANGE, before: full, after: full }],
    });
    expect(alert.shortened).toBeUndefined();
    expect(alert.changes[0].before).toBe(full);
  });

  test('loses the value after the change before the one that stood before it', () => {
    const large = 'x'.repeat(200_000);
    const { alert, email } = published({
      ...REPORTS.fixed,
      changes: [{ ...POLICY_CHANGE, before: large, after: large }],
    });
    expect(alert.changes[0]).toMatchObject({
      before: large,
      after: { omitted: true, bytes: 200_002 },
    });
    expect(alert.shortened).toEqual({ values: 1 });
    expect(email.replace(/\s+/g, ' ')).toContain("in this alert's JSON: changes[].before.");
  });

  test('says in the mail that what stood before is not in it', () => {
    const { alert, email } = published({
      ...REPORTS.fixed,
      changes: [{ ...POLICY_CHANGE, before: 'x'.repeat(300_000) }],
    });
    expect(alert.changes[0]).toMatchObject({
      before: { omitted: true, bytes: 300_002 },
      after: POLICY_CHANGE.after,
    });
    expect(email).toContain("too large for this alert's JSON");
  });

  test('a text of megabytes is cut', () => {
    const { alert } = published({
      ...REPORTS.fixed,
      results: [{ ...TLS_FIXED, reason: 'why '.repeat(1e6) }],
    });
    expect(alert.controls[0].reason).toMatch(/^(why )+.*\.\.\.$/);
    expect(alert.shortened).toEqual({ texts: 1 });
  });
});

function published(report: Report) {
  const bodies = JSON.parse(toNotification(buildAlert(report)).message);
  return { alert: JSON.parse(bodies.default), email: bodies.email as string };
}
