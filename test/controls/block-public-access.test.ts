import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { blockPublicAccess } from '../../shared/controls/block-public-access.ts';
import type { KnownObservation } from '../../shared/model/facet.ts';
import type { PublicAccessBlock } from '../../shared/resources/bucket/public-access-block.ts';
import { bucketOf } from '../peers/fixtures.ts';
import { judgeOnly } from './judge.ts';

const ALL_ON = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
};

function judge(observation: KnownObservation<PublicAccessBlock>) {
  return judgeOnly(blockPublicAccess, observation, bucketOf('orders'));
}

describe('verdicts', () => {
  test('all four on is compliant', () => {
    expect(judge({ state: 'present', value: ALL_ON })).toEqual({ status: 'compliant' });
  });

  test('nothing configured turns all four on', () => {
    expect(judge({ state: 'absent' })).toEqual({
      status: 'noncompliant',
      reason: 'no setting of the public access block is on',
      desired: ALL_ON,
    });
  });

  test('a partial state names all that is off', () => {
    const value = { BlockPublicAcls: true, RestrictPublicBuckets: true };
    expect(judge({ state: 'present', value })).toMatchObject({
      reason: 'the public access block leaves IgnorePublicAcls and BlockPublicPolicy off',
    });
  });

  test('a partial state names what is off (Flowpipe saw only all four off)', () => {
    expect(judge({ state: 'present', value: { ...ALL_ON, IgnorePublicAcls: false } })).toEqual({
      status: 'noncompliant',
      reason: 'the public access block leaves IgnorePublicAcls off',
      desired: ALL_ON,
    });
  });
});

test('in each of the 81 states what was on stays on, what was off comes on, and a second look finds it compliant', () => {
  const setting = fc.constantFrom(true, false, undefined);
  const states = fc.record({
    BlockPublicAcls: setting,
    IgnorePublicAcls: setting,
    BlockPublicPolicy: setting,
    RestrictPublicBuckets: setting,
  });
  fc.assert(
    fc.property(states, (value) => {
      const verdict = judge({ state: 'present', value });
      const allOn = Object.values(value).every((on) => on === true);
      expect(verdict.status).toBe(allOn ? 'compliant' : 'noncompliant');
      if (verdict.status !== 'noncompliant') return;
      expect(verdict.desired).toEqual(ALL_ON);
      expect(judge({ state: 'present', value: verdict.desired })).toEqual({ status: 'compliant' });
    }),
    { numRuns: 500 },
  );
});
