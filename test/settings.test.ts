import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { CONTROLS } from '../shared/controls/index.ts';
import { PROFILES, type Profile } from '../shared/model/control.ts';
import { defineConfig, type SettingsInput } from '../shared/settings.ts';

/** The message of the error that wrong settings end in; settings come from a file, so any shape can. */
function messageFor(input: unknown): string {
  try {
    defineConfig(input as SettingsInput);
  } catch (error) {
    return (error as Error).message;
  }
  return 'accepted';
}

/** What a baseline says of the controls. */
function modesOf(baseline: Profile) {
  return Object.fromEntries(CONTROLS.map(({ id, modes }) => [id, modes[baseline]]));
}

describe('defaults', () => {
  test('every control has the mode of the essential baseline, and it is enforced', () => {
    const { controls, baseline, enforcing } = defineConfig({});
    expect([baseline, enforcing]).toEqual(['essential', true]);
    expect(controls).toEqual(modesOf('essential'));
    expect(Object.keys(controls).sort()).toEqual(CONTROLS.map(({ id }) => id).sort());
  });

  test.each(PROFILES)('every control has its mode of the baseline: %s', (baseline) => {
    expect(defineConfig({ baseline }).controls).toEqual(modesOf(baseline));
  });

  test.each(PROFILES)('a control that is named leaves the others as they are: %s', (baseline) => {
    const { controls } = defineConfig({ baseline, controls: { 'tls-only': 'audit' } });
    expect(controls).toEqual({ ...modesOf(baseline), 'tls-only': 'audit' });
  });

  test('each control with options has its section, with its defaults', () => {
    const settings: Record<string, unknown> = { ...defineConfig({}) };
    const sections = CONTROLS.flatMap(({ options }) => options ?? []);
    expect(sections.map(({ section }) => section)).toContain('encryption');
    for (const { section, schema } of sections) {
      expect(settings[section]).toEqual(v.parse(schema, {}));
    }
  });

  test('a bucket is left to its creator for five seconds, a message is tried for six hours', () => {
    const { settleSeconds, retry, configRules, trail } = defineConfig({});
    expect(settleSeconds).toBe(5);
    expect(retry.giveUpAfterSeconds).toBe(6 * 60 * 60);
    expect([configRules, trail]).toEqual(['existing', 'existing']);
  });

  test('changes stay in the journal for 400 days', () => {
    expect(defineConfig({}).journalRetentionDays).toBe(400);
  });

  test('settings that were filled in are settings again', () => {
    const settings = defineConfig({ encryption: { minimum: 'DSSE-KMS' } });
    expect(defineConfig(settings)).toEqual(settings);
  });
});

test.each(['logs-*', 'My_Legacy.Bucket', 'x'.repeat(255), 'Team_?-*'])(
  'a bucket may be named as it could be in us-east-1 before March 2018: %s',
  (bucket) => {
    const exemption = { bucket, reason: 'r', owner: 'o', expires: '2027-01-31' };
    const { overrides, exemptions } = defineConfig({
      overrides: [{ bucket, controls: {} }],
      exemptions: [exemption],
    });
    expect([overrides[0]?.bucket, exemptions[0]?.bucket]).toEqual([bucket, bucket]);
  },
);

describe('a wrong value is named with its path, what was expected and what was given', () => {
  test.each([
    [
      'unknown minimum',
      { encryption: { minimum: 'AES256' } },
      'encryption.minimum: expected ("SSE-S3" | "SSE-KMS" | "DSSE-KMS"), given "AES256"',
    ],
    [
      'a Region twice',
      { regions: ['eu-west-1', 'us-east-1', 'eu-west-1'] },
      'regions: expected each Region once, given ["eu-west-1","us-east-1","eu-west-1"]',
    ],
    [
      'fewer copies kept free than may run',
      { reservedConcurrency: 9 },
      'reservedConcurrency: expected at least maxConcurrency, given 9',
    ],
    [
      'fewer copies kept free for a sweep than may run',
      { sweep: { maxConcurrency: 8, reservedConcurrency: 9 } },
      'sweep.reservedConcurrency: expected at least two more than maxConcurrency, given 9',
    ],
    [
      'unknown mode',
      { controls: { 'tls-only': 'on' } },
      'controls.tls-only: expected ("enforce" | "audit" | "off"), given "on"',
    ],
    [
      'unknown control',
      { controls: { 'tls-onyl': 'off' } },
      'controls.tls-onyl: expected no such field, given "off"',
    ],
    [
      'a field that every object has',
      { controls: { constructor: 'off' } } as never,
      'controls.constructor: expected no such field, given "off"',
    ],
    [
      'a tag that would be lost',
      { tags: { team: 'web', constructor: 'x' } },
      'tags.constructor: expected no such field, given "x"',
    ],
    [
      'an exemption without a reason',
      {
        exemptions: [{ bucket: 'b', reason: ' ', owner: 'o', expires: '2027-01-31' }],
      },
      'exemptions.0.reason: expected a few words, given " "',
    ],
    [
      'an exemption without an end',
      { exemptions: [{ bucket: 'b', reason: 'r', owner: 'o' }] },
      'exemptions.0.expires: expected "expires", given undefined',
    ],
    [
      'an exemption that lasts longer than a year',
      {
        exemptions: [
          { bucket: 'a', reason: 'r', owner: 'o', expires: '2020-01-31' },
          { bucket: 'b', reason: 'r', owner: 'o', expires: '2999-01-31' },
        ],
      },
      'exemptions.1.expires: expected a day within 365 days from now (longestExemptionDays), given "2999-01-31"',
    ],
    [
      'a day that does not exist',
      {
        exemptions: [{ bucket: 'b', reason: 'r', owner: 'o', expires: '2027-02-30' }],
      },
      'exemptions.0.expires: expected a day as in "2027-01-31", given "2027-02-30"',
    ],
    [
      'an exemption from nothing',
      {
        exemptions: [{ bucket: 'b', controls: [], reason: 'r', owner: 'o', expires: '2027-01-31' }],
      },
      'exemptions.0.controls: expected at least one control, given []',
    ],
    [
      'an exemption by tag from all controls',
      { exemptByTag: { key: 'warden' } },
      'exemptByTag.controls: expected "controls", given undefined',
    ],
    [
      'an override of an unknown mode',
      { overrides: [{ bucket: 'b*', controls: { 'tls-only': 'on' } }] },
      'overrides.0.controls.tls-only: expected ("enforce" | "audit" | "off"), given "on"',
    ],
    [
      'an override for what is no bucket name',
      { overrides: [{ bucket: 'B/*', controls: {} }] },
      'overrides.0.bucket: expected a bucket name, in which * and ? are wildcards, given "B/*"',
    ],
    [
      'an override for a bucket name that is too long',
      { overrides: [{ bucket: 'b'.repeat(256), controls: {} }] },
      'overrides.0.bucket: expected a bucket name, in which * and ? are wildcards, given "bbb',
    ],
    ['unknown field', { setleSeconds: 3 }, 'setleSeconds: expected no such field, given 3'],
    [
      'mail address',
      { alerts: { email: ['ops'] } },
      'alerts.email.0: expected a mail address, given "ops"',
    ],
    [
      'mail address twice',
      { alerts: { email: ['ops@example.com', 'b@example.com', 'ops@example.com'] } },
      'alerts.email: expected each address once, given ["ops@example.com","b@example.com","ops@example.com"]',
    ],
    [
      'key alias',
      { encryption: { minimum: 'SSE-KMS', kmsKeyArn: 'alias/logs' } },
      'encryption.kmsKeyArn: expected a key ARN as in "arn:aws:kms:eu-central-1:111122223333:key/…", given "alias/logs"',
    ],
    [
      'key without KMS',
      { encryption: { kmsKeyArn: 'arn:aws:kms:eu-central-1:111122223333:key/abc' } },
      'encryption.kmsKeyArn: expected no key while encryption.minimum is "SSE-S3", given "arn:aws:kms:eu-central-1:111122223333:key/abc"',
    ],
    ['account', { account: '12' }, 'account: expected twelve digits, given "12"'],
    [
      'Region',
      { region: 'Frankfurt' },
      'region: expected a Region as in "eu-central-1", given "Frankfurt"',
    ],
    [
      "operator by the role's name",
      { operators: ['operator'] },
      'operators.0: expected the ARN of a role, with its path, as in "arn:aws:iam::111122223333:role/security/operator": not of a session, a user or an account, given "operator"',
    ],
    [
      'operator that is a session',
      { operators: ['arn:aws:sts::111122223333:assumed-role/operator/jane'] },
      'operators.0: expected the ARN of a role, with its path, as in "arn:aws:iam::111122223333:role/security/operator": not of a session, a user or an account, given "arn:aws:sts::111122223333:assumed-role/operator/jane"',
    ],
    [
      'operator that is a user',
      { operators: ['arn:aws:iam::111122223333:user/jane'] },
      'operators.0: expected the ARN of a role, with its path, as in "arn:aws:iam::111122223333:role/security/operator": not of a session, a user or an account, given "arn:aws:iam::111122223333:user/jane"',
    ],
    [
      'operators by a wildcard',
      { operators: ['arn:aws:iam::111122223333:role/*/operator'] },
      'operators.0: expected the ARN of one role, without wildcards, given "arn:aws:iam::111122223333:role/*/operator"',
    ],
    [
      'operator twice',
      { operators: ['arn:aws:iam::111122223333:role/a', 'arn:aws:iam::111122223333:role/a'] },
      'operators: expected each role once, given ["arn:aws:iam::111122223333:role/a","arn:aws:iam::111122223333:role/a"]',
    ],
    [
      'operator of another account',
      { account: '444455556666', operators: ['arn:aws:iam::111122223333:role/a'] },
      'operators: expected roles of the account of the settings, given ["arn:aws:iam::111122223333:role/a"]',
    ],
    [
      'fraction of a second',
      { settleSeconds: 0.5 },
      'settleSeconds: expected a whole number from 0 to 900, given 0.5',
    ],
    [
      'too long a settle time',
      { settleSeconds: 901 },
      'settleSeconds: expected a whole number from 0 to 900, given 901',
    ],
    [
      'a function that ends before a sweep has looked at a bucket',
      { functionTimeoutSeconds: 29 },
      'functionTimeoutSeconds: expected a whole number from 30 to 900, given 29',
    ],
    ['log retention between two steps', { logRetentionDays: 45 }, ', given 45'],
    [
      'delays the wrong way round',
      { retry: { firstDelaySeconds: 60, longestDelaySeconds: 30 } },
      'retry.longestDelaySeconds: expected at least firstDelaySeconds, given 30',
    ],
    [
      'not an object',
      'enforce everything',
      '(the settings): expected Object, given "enforce everything"',
    ],
  ])('%s', (_situation, input, message) => {
    expect(messageFor(input)).toContain(message);
  });

  test('all wrong values at once', () => {
    const message = messageFor({ account: 1, settleSeconds: -1 });
    expect(message).toContain('account: expected string, given 1');
    expect(message).toContain('settleSeconds: expected a whole number from 0 to 900, given -1');
  });
});

test.each([
  'arn:aws:iam::111122223333:role/operator',
  'arn:aws:iam::111122223333:role/security/on-call/operator',
  'arn:aws-us-gov:iam::111122223333:role/operator',
  'arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/eu-central-1/AWSReservedSSO_Admin_0123456789abcdef',
])('an operator may be %s', (arn) => {
  expect(defineConfig({ operators: [arn] }).operators).toEqual([arn]);
});
