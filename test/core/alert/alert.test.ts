import { describe, expect, test } from 'vitest';
import { buildAlert, problemsOf, toAlertChange } from '../../../shared/core/alert/alert.ts';
import { attributesOf } from '../../../shared/core/alert/attributes.ts';
import type { ControlResult, Report } from '../../../shared/core/report.ts';
import {
  CREATE_BY_ALICE,
  FOUND_BY_CONFIG,
  POLICY_BY_TERRAFORM,
  POLICY_CHANGE,
  REPORTS,
  report,
} from './reports.ts';

const result = (
  control: string,
  status: ControlResult['status'],
  severity: ControlResult['severity'] = 'high',
): ControlResult => ({ control, title: 't', severity, status });

const EVERY_STATUS = [
  'exempt',
  'fixed',
  'audited',
  'compliant',
  'unavailable',
  'slowed',
  'blocked',
] as const;

describe('the id of an alert', () => {
  const idOf = (parts: Partial<Report>) => buildAlert({ ...REPORTS.fixed, ...parts }).id;

  test('does not depend on which of several messages came first', () => {
    const there = idOf({ triggers: [CREATE_BY_ALICE, FOUND_BY_CONFIG, POLICY_BY_TERRAFORM] });
    const back = idOf({ triggers: [POLICY_BY_TERRAFORM, FOUND_BY_CONFIG, CREATE_BY_ALICE] });
    expect(there).toBe(back);
    expect(idOf({ triggers: [CREATE_BY_ALICE, FOUND_BY_CONFIG] })).not.toBe(there);
  });

  test.each<[string, Partial<Report>]>([
    ['another partition', { bucket: { ...REPORTS.fixed.bucket, partition: 'aws-cn' } }],
    ['another result', { results: [result('tls-only', 'audited')] }],
    ['another proposal', { proposals: [POLICY_CHANGE] }],
    ['other triggers', { triggers: [FOUND_BY_CONFIG] }],
  ])('is another one for %s', (_what, parts) => {
    expect(idOf(parts)).not.toBe(idOf({}));
  });
});

describe('an alert', () => {
  test('tells neither machines nor people the policy that a call put: it is in the changes', () => {
    const put = { facet: 'policy', value: '{}' } as const;
    const trigger = { ...POLICY_BY_TERRAFORM, put };
    expect(buildAlert({ ...REPORTS.fixed, triggers: [trigger, FOUND_BY_CONFIG] }).triggers).toEqual(
      [POLICY_BY_TERRAFORM, FOUND_BY_CONFIG],
    );
  });

  test('says which bucket, when, and by which rules it is to be read', () => {
    expect(buildAlert(REPORTS.blocked)).toMatchObject({
      schema: 'bucket-warden/alert',
      version: '2.0',
      time: '2026-11-21T02:13:07.123Z',
      outcome: 'blocked',
      bucket: {
        name: 'acme-logs',
        arn: 'arn:aws:s3:::acme-logs',
        region: 'eu-central-1',
        account: '111122223333',
      },
    });
  });

  test('names every control that was looked at, with how it came out', () => {
    const { controls } = buildAlert(
      report({ results: EVERY_STATUS.map((status) => result(status, status)) }),
    );
    expect(controls.map(({ id, status }) => [id, status])).toEqual(
      EVERY_STATUS.map((status) => [status, status]),
    );
    expect(controls[0]).not.toHaveProperty('control');
  });

  test('puts what needs a person first, and leaves out what is as it should be', () => {
    const alert = buildAlert(
      report({ results: EVERY_STATUS.map((status) => result(status, status)) }),
    );
    expect(problemsOf(alert).map(({ status }) => status)).toEqual([
      'blocked',
      'slowed',
      'unavailable',
      'audited',
      'fixed',
    ]);
  });

  test.each([
    [['low', 'critical', 'high'], 'critical'],
    [['low', 'medium', 'high'], 'high'],
    [['low', 'medium'], 'medium'],
    [['low'], 'low'],
    [[], 'low'],
  ] as const)('of severities %j is as severe as the worst: %s', (severities, worst) => {
    const results = severities.map((severity) => result(severity, 'fixed', severity));
    const compliant = result('compliant', 'compliant', 'critical');
    expect(buildAlert(report({ results: [...results, compliant] })).severity).toBe(worst);
  });

  test('has a change as it was written, with null where nothing was configured', () => {
    expect(toAlertChange(POLICY_CHANGE)).toEqual(POLICY_CHANGE);
    expect(toAlertChange({ ...POLICY_CHANGE, before: undefined })).toEqual({
      ...POLICY_CHANGE,
      before: null,
    });
  });
});

describe('what subscriptions filter on', () => {
  test('names no control where none was found wanting: SNS takes no empty list', () => {
    const alert = buildAlert(report({ results: [result('a', 'compliant')] }));
    expect(attributesOf(alert)).not.toHaveProperty('control');
  });

  test('names fifty controls at most', () => {
    const results = Array.from({ length: 51 }, (_, index) => result(`c${index}`, 'fixed'));
    const { control } = attributesOf(buildAlert(report({ results })));
    expect(JSON.parse(control?.StringValue ?? '')).toEqual(
      results.slice(0, 50).map((one) => one.control),
    );
  });
});
