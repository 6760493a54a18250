import { describe, expect, test } from 'vitest';
import { isStill, NO_STATE, settle } from '../../shared/core/journal.ts';
import type { Change } from '../../shared/model/facet.ts';

const BEFORE = '{"Version":"2012-10-17","Statement":[{"Sid":"a"}]}';
const AFTER = '{"Version":"2012-10-17","Statement":[{"Sid":"a"},{"Sid":"b"}]}';
const policy: Change = { facet: 'policy', before: BEFORE, after: AFTER, controls: ['tls-only'] };
const ruleOf = (SSEAlgorithm: string) => ({
  Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm } }],
});
const KMS = ruleOf('aws:kms');
const DSSE = ruleOf('aws:kms:dsse');
const encrypted = {
  facet: 'encryption',
  before: ruleOf('AES256'),
  after: KMS,
  controls: ['default-encryption'],
} as Change;
const firstPolicy: Change = { facet: 'policy', before: undefined, after: AFTER, controls: [] };

describe('what became of a change whose look never came back', () => {
  test.each<[string, Change, Parameters<typeof settle>[1], ReturnType<typeof settle>]>([
    ['the value after is there', policy, { state: 'present', value: AFTER }, 'applied'],
    [
      'the value after is there, printed anew',
      policy,
      { state: 'present', value: AFTER.replaceAll(',', ', ') },
      'applied',
    ],
    ['the value before is there', policy, { state: 'present', value: BEFORE }, 'failed'],
    ['nothing is there, as before', firstPolicy, { state: 'absent' }, 'failed'],
    ['nothing is there, unlike before', policy, { state: 'absent' }, 'superseded'],
    [
      'something else is there',
      policy,
      { state: 'present', value: '{"Version":"2012-10-17","Statement":[{"Sid":"c"}]}' },
      'superseded',
    ],
    [
      'what it added is there, with something on top',
      policy,
      {
        state: 'present',
        value: '{"Version":"2012-10-17","Statement":[{"Sid":"a"},{"Sid":"c"},{"Sid":"b"}]}',
      },
      'applied',
    ],
    [
      'what it added is there, and what stood before it is not',
      policy,
      { state: 'present', value: '{"Version":"2012-10-17","Statement":{"Sid":["b"]}}' },
      'applied',
    ],
    [
      'it added nothing, and something else is there',
      { ...policy, before: AFTER, after: BEFORE } as Change,
      { state: 'present', value: '{"Version":"2012-10-17","Statement":[{"Sid":"c"}]}' },
      'superseded',
    ],
    ['no policy is there', policy, { state: 'present', value: '{ not a policy' }, 'superseded'],
    ['the setting after is there', encrypted, { state: 'present', value: KMS }, 'applied'],
    ['another setting is there', encrypted, { state: 'present', value: DSSE }, 'superseded'],
    ['it could not be read', policy, { state: 'unknown', reason: 'denied', detail: '' }, undefined],
    ['it was not read', policy, undefined, undefined],
  ])('%s', (_situation, change, live, expected) => {
    expect(settle({ change }, live)).toBe(expected);
  });
});

describe('whether a facet still is what it was left as', () => {
  const left = { Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }] };

  test('what S3 adds by itself makes no difference', () => {
    const [rule] = left.Rules;
    const live = { Rules: [{ ...rule, BlockedEncryptionTypes: { EncryptionType: ['NONE'] } }] };
    expect(isStill('encryption', left, live)).toBe(true);
  });

  test('another algorithm, another rule or nothing do', () => {
    const kms = { Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } }] };
    expect(isStill('encryption', left, kms)).toBe(false);
    expect(isStill('encryption', left, { Rules: [...left.Rules, ...kms.Rules] })).toBe(false);
    expect(isStill('encryption', left, undefined)).toBe(false);
    expect(isStill('encryption', undefined, undefined)).toBe(true);
  });

  test('one setting that was turned off does', () => {
    const on = { BlockPublicAcls: true, IgnorePublicAcls: true };
    expect(isStill('publicAccessBlock', on, { ...on, RestrictPublicBuckets: false })).toBe(true);
    expect(isStill('publicAccessBlock', on, { ...on, IgnorePublicAcls: false })).toBe(false);
  });
});

describe('whether a facet still is what it was left as, where S3 has it in another shape', () => {
  test.each<[string, unknown, unknown, boolean]>([
    ['a setting that was never said', { a: true, b: undefined }, { a: true }, true],
    ['a setting that only S3 says', { a: true, b: undefined }, { a: true, b: false }, true],
    ['a list for an object', { Rules: {} }, { Rules: [] }, false],
    ['an object for a list', { Rules: [] }, { Rules: {} }, false],
    ['a text for an object', { Rules: { a: undefined } }, { Rules: 'a' }, false],
    ['null for an object', { Rules: { a: undefined } }, { Rules: null }, false],
    ['null for null', { Rules: null }, { Rules: null }, true],
    ['an object for null', { Rules: null }, { Rules: {} }, false],
  ])('%s', (_situation, wanted, live, expected) => {
    expect(isStill('encryption', wanted, live)).toBe(expected);
  });

  test('a policy that is printed anew', () => {
    expect(isStill('policy', AFTER, AFTER.replaceAll(',', ', '))).toBe(true);
    expect(isStill('policy', AFTER, BEFORE)).toBe(false);
  });

  test('a policy where there was none, and none where there was one', () => {
    expect(isStill('policy', undefined, AFTER)).toBe(false);
    expect(isStill('policy', AFTER, undefined)).toBe(false);
    expect(isStill('policy', undefined, undefined)).toBe(true);
  });
});

test('of a bucket that was never heard of, nothing is open, untold or held against it', () => {
  expect(NO_STATE).toEqual({
    version: 0,
    leasedUntilMs: 0,
    closedAtMs: 0,
    open: [],
    untold: [],
    untoldTopics: [],
    findings: {},
    policyWrites: [],
    fixes: {},
    undoneToldMs: {},
  });
});
