import { describe, expect, test } from 'vitest';
import { blockPublicAccess } from '../../shared/controls/block-public-access.ts';
import { defaultEncryption } from '../../shared/controls/default-encryption.ts';
import { tlsOnly } from '../../shared/controls/tls-only.ts';
import { type DecisionSettings, decide } from '../../shared/core/decide.ts';
import { findingsAfter } from '../../shared/core/findings.ts';
import { addStatement } from '../../shared/core/policy/add-statement.ts';
import { tlsOnlyStatement } from '../../shared/core/policy/canonical.ts';
import { outcomeOf } from '../../shared/core/report.ts';
import { type AnyControl, control } from '../../shared/model/control.ts';
import type { Observation, Observations } from '../../shared/model/facet.ts';

/** One control for each of three facets: how many the registry has makes no difference here. */
const CONTROLS = [defaultEncryption, tlsOnly, blockPublicAccess];

const bucket = {
  kind: 'bucket' as const,
  name: 'logs',
  region: 'eu-central-1',
  account: '111122223333',
  partition: 'aws',
};
const ALL_ON = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
};
const BARE: Observations = {
  encryption: { state: 'absent' },
  policy: { state: 'absent' },
  publicAccessBlock: { state: 'absent' },
};

function settings(modes: DecisionSettings['controls'] = {}): DecisionSettings {
  const enforced = Object.fromEntries(CONTROLS.map((control) => [control.id, 'enforce' as const]));
  return { controls: { ...enforced, ...modes }, encryption: { minimum: 'SSE-S3' } };
}

/** A control that wants a word in the policy: enough to see how controls of one facet follow each other. */
function wants(id: string, word: string): AnyControl {
  return {
    ...tlsOnly,
    id,
    judge: ({ policy }: { readonly policy: Observation<string> }) => {
      const text = policy.state === 'present' ? policy.value : '';
      return text.includes(word)
        ? { status: 'compliant' }
        : { status: 'noncompliant', reason: `no ${word}`, desired: { policy: `${text}${word}` } };
    },
  };
}

describe('a bare bucket', () => {
  test('gets one change a facet, the public access block last', () => {
    const plan = decide(CONTROLS, BARE, settings(), bucket);
    expect(plan.changes.map((change) => change.facet)).toEqual([
      'encryption',
      'policy',
      'publicAccessBlock',
    ]);
    expect(plan.changes.map((change) => change.before)).toEqual([undefined, undefined, undefined]);
    expect(plan.results.map((result) => result.status)).toEqual(['fixed', 'fixed', 'fixed']);
  });

  test('gets none where the controls are only audited, but is told what would be done', () => {
    const audited = Object.fromEntries(CONTROLS.map((control) => [control.id, 'audit' as const]));
    const plan = decide(CONTROLS, BARE, settings(audited), bucket);
    expect(plan.changes).toEqual([]);
    expect(plan.proposals.map((change) => change.facet)).toEqual([
      'encryption',
      'policy',
      'publicAccessBlock',
    ]);
    expect(plan.results.map((result) => result.status)).toEqual(['audited', 'audited', 'audited']);
  });

  test('is not judged by a control that is off, or that the settings do not name', () => {
    const plan = decide(CONTROLS, BARE, settings({ 'tls-only': 'off' }), bucket);
    expect(plan.results.map((result) => result.control)).toEqual([
      'default-encryption',
      'block-public-access',
    ]);
    const none = { controls: {}, encryption: { minimum: 'SSE-S3' } } as const;
    expect(decide(CONTROLS, BARE, none, bucket)).toEqual({
      results: [],
      changes: [],
      proposals: [],
    });
  });
});

describe('unknown never writes', () => {
  test('a denied read needs a person, and the other facets are repaired all the same', () => {
    const observations: Observations = {
      ...BARE,
      policy: { state: 'unknown', reason: 'denied', detail: 'AccessDenied: no' },
    };
    const plan = decide(CONTROLS, observations, settings(), bucket);
    expect(plan.changes.map((change) => change.facet)).toEqual(['encryption', 'publicAccessBlock']);
    expect(plan.results.find((result) => result.control === 'tls-only')).toMatchObject({
      status: 'blocked',
      reason: 'the bucket policy could not be read',
      obstacle: { kind: 'access-denied', detail: 'AccessDenied: no' },
    });
  });

  test('a throttled read is worth another try', () => {
    const observations: Observations = {
      ...BARE,
      encryption: { state: 'unknown', reason: 'unavailable', detail: 'SlowDown: slow down' },
    };
    const plan = decide(CONTROLS, observations, settings(), bucket);
    expect(plan.changes.map((change) => change.facet)).toEqual(['policy', 'publicAccessBlock']);
    expect(plan.results[0]).toMatchObject({
      status: 'unavailable',
      reason: 'the default encryption could not be read: SlowDown: slow down',
    });
  });

  test('a facet that nobody read is not judged', () => {
    const plan = decide(CONTROLS, {}, settings(), bucket);
    expect(plan.changes).toEqual([]);
    expect(plan.results[1]).toMatchObject({
      status: 'unavailable',
      reason: 'the bucket policy could not be read: it was not read',
    });
  });
});

test('what only a person can put right is said and not written', () => {
  const observations: Observations = { policy: { state: 'present', value: '{"Statement":[]}' } };
  const modes = { 'default-encryption': 'off', 'block-public-access': 'off' } as const;
  expect(decide(CONTROLS, observations, settings(modes), bucket)).toEqual({
    results: [
      {
        control: 'tls-only',
        title: 'Requests over plain HTTP are denied',
        severity: 'high',
        status: 'blocked',
        reason: 'the bucket policy is malformed',
        obstacle: {
          kind: 'policy-malformed',
          detail: 'The bucket policy cannot be understood: Statement is empty.',
        },
      },
    ],
    changes: [],
    proposals: [],
  });
});

describe('controls that share a facet', () => {
  const observations: Observations = { policy: { state: 'present', value: 'a' } };

  test('are judged in turn, and the facet is written once', () => {
    const controls: AnyControl[] = [wants('one', 'b'), wants('two', 'c'), wants('three', 'a')];
    const plan = decide(
      controls,
      observations,
      settings({ one: 'enforce', two: 'enforce', three: 'enforce' }),
      bucket,
    );
    expect(plan.changes).toEqual([
      { facet: 'policy', before: 'a', after: 'abc', controls: ['one', 'two'] },
    ]);
    expect(plan.results.map((result) => result.status)).toEqual(['fixed', 'fixed', 'compliant']);
  });

  test('what an audited one wants is not written with what an enforced one wants', () => {
    const controls: AnyControl[] = [wants('one', 'b'), wants('two', 'c')];
    const plan = decide(controls, observations, settings({ one: 'audit', two: 'enforce' }), bucket);
    expect(plan.changes).toEqual([
      { facet: 'policy', before: 'a', after: 'ac', controls: ['two'] },
    ]);
    expect(plan.proposals).toEqual([
      { facet: 'policy', before: 'a', after: 'ab', controls: ['one'] },
    ]);
  });
});

test('a compliant bucket gets nothing, and a decision carried out is not taken again', () => {
  const first = decide(CONTROLS, BARE, settings(), bucket);
  const after = Object.fromEntries(
    first.changes.map((change) => [change.facet, { state: 'present', value: change.after }]),
  ) as Observations;
  const second = decide(CONTROLS, after, settings(), bucket);
  expect(second.changes).toEqual([]);
  expect(second.results.map((result) => result.status)).toEqual([
    'compliant',
    'compliant',
    'compliant',
  ]);
  expect(after.publicAccessBlock).toEqual({ state: 'present', value: ALL_ON });
});

test('a warning goes with a compliant result, and alone is nothing to tell', () => {
  const value = addStatement(undefined, tlsOnlyStatement(bucket)).replace('Bool', 'BoolIfExists');
  const observed: Observations = { policy: { state: 'present', value } };
  const plan = decide([tlsOnly], observed, settings(), bucket);
  expect(plan.results).toEqual([
    expect.objectContaining({
      status: 'compliant',
      warning: expect.stringContaining('AWS services may be cut off'),
    }),
  ]);
  expect(plan.changes).toEqual([]);
  expect(outcomeOf(plan)).toBe('compliant');
  expect(findingsAfter(plan.results, plan.proposals, {}, [])).toEqual({});
});

describe('exempt', () => {
  const exemption = {
    source: 'person' as const,
    bucket: 'logs',
    controls: ['tls-only'],
    reason: 'a legacy client',
    owner: 'ada',
    expires: '2027-01-31T00:00:00.000Z',
  };
  const exempting = { exemptions: [exemption] };

  test('a control is not judged and not written, and the others are', () => {
    const plan = decide(CONTROLS, BARE, settings(), bucket, exempting);
    expect(plan.changes.map((change) => change.facet)).toEqual(['encryption', 'publicAccessBlock']);
    expect(plan.results.map((result) => [result.control, result.status])).toEqual([
      ['default-encryption', 'fixed'],
      ['tls-only', 'exempt'],
      ['block-public-access', 'fixed'],
    ]);
    expect(plan.results[1]?.reason).toBe(
      'exempt until 2027-01-31 00:00 UTC by ada: a legacy client',
    );
    expect(outcomeOf(plan)).toBe('fixed');
  });

  test('all controls are, where the exemption names none; the look is exempt, and no finding', () => {
    const all = { exemptions: [{ ...exemption, controls: undefined }] };
    const plan = decide(CONTROLS, BARE, settings(), bucket, all);
    expect(plan.changes).toEqual([]);
    expect(outcomeOf(plan)).toBe('exempt');
    const before = { 'tls-only': 'last' };
    expect(findingsAfter(plan.results, plan.proposals, before, ['tls-only'])).toEqual({});
  });

  test('of two controls of one facet one is left alone and the other is written', () => {
    const controls: AnyControl[] = [wants('one', 'b'), wants('two', 'c')];
    const plan = decide(
      controls,
      { policy: { state: 'present', value: 'a' } },
      settings({ one: 'enforce', two: 'enforce' }),
      bucket,
      { exemptions: [{ ...exemption, controls: ['one'] }] },
    );
    expect(plan.changes).toEqual([
      { facet: 'policy', before: 'a', after: 'ac', controls: ['two'] },
    ]);
    expect(plan.results.map((result) => result.status)).toEqual(['exempt', 'fixed']);
  });

  test('a control that is audited or off is not told about, or not mentioned', () => {
    const audited = decide(CONTROLS, BARE, settings({ 'tls-only': 'audit' }), bucket, exempting);
    expect(audited.proposals).toEqual([]);
    const off = decide(CONTROLS, BARE, settings({ 'tls-only': 'off' }), bucket, exempting);
    expect(off.results.map((result) => result.control)).not.toContain('tls-only');
  });

  test('perhaps, by a tag that could not be read: nothing is written on a guess', () => {
    const observation = { state: 'unknown', reason: 'unavailable', detail: 'SlowDown' } as const;
    const unread = { controls: ['tls-only'], observation };
    const plan = decide(CONTROLS, BARE, settings(), bucket, { exemptions: [], unread });
    expect(plan.changes.map((change) => change.facet)).toEqual(['encryption', 'publicAccessBlock']);
    expect(plan.results[1]).toMatchObject({
      status: 'unavailable',
      reason: 'the tags that could exempt it could not be read: SlowDown',
    });
    const known = decide(CONTROLS, BARE, settings(), bucket, { ...exempting, unread });
    expect(known.results[1]?.status).toBe('exempt');
  });

  test.each([
    ['unavailable', 'unavailable'],
    ['audited', 'audited'],
    ['blocked', 'blocked'],
    ['compliant', 'exempt'],
  ] as const)('beside what is %s, the look is %s', (status, outcome) => {
    const about = { control: 'c', title: 't', severity: 'low' } as const;
    const results = [
      { ...about, status },
      { ...about, status: 'exempt' as const },
    ];
    expect(outcomeOf({ results })).toBe(outcome);
  });
});

test('a bucket whose mode is overridden is audited, and no other', () => {
  const overrides = [{ bucket: 'log?', controls: { 'tls-only': 'audit' as const } }];
  const overridden = { ...settings(), overrides };
  const status = (name: string) =>
    decide(CONTROLS, BARE, overridden, { ...bucket, name }).results[1]?.status;
  expect(status('logs')).toBe('audited');
  expect(status('data')).toBe('fixed');
});

describe('a control of several facets', () => {
  const { encryption, policy } = { encryption: { Rules: [] }, policy: '{}' };
  const both = control({
    ...{ id: 'both', title: 'Both', description: 'Wants two.', severity: 'low', kind: 'bucket' },
    ...{ reads: ['encryption', 'policy'], writes: ['encryption', 'policy'] },
    ...{ modes: tlsOnly.modes, configRules: [], findings: [] },
    judge: ({ policy: now }) =>
      now.state === 'present'
        ? { status: 'compliant' }
        : { status: 'noncompliant', reason: 'no policy', desired: { encryption, policy } },
  });

  test('has a change for each facet that it wants', () => {
    const plan = decide([both], BARE, { controls: { both: 'enforce' } }, bucket);
    expect(plan.results).toMatchObject([{ control: 'both', status: 'fixed' }]);
    expect(plan.changes).toMatchObject([
      { facet: 'encryption', after: encryption, controls: ['both'] },
      { facet: 'policy', after: policy, controls: ['both'] },
    ]);
  });

  test('is not judged where one of them could not be read', () => {
    const unread = { state: 'unknown', reason: 'unavailable', detail: 'SlowDown' } as const;
    const seen = { ...BARE, encryption: unread };
    const plan = decide([both], seen, { controls: { both: 'enforce' } }, bucket);
    expect(plan.results).toMatchObject([
      { status: 'unavailable', reason: 'the default encryption could not be read: SlowDown' },
    ]);
    expect(plan.changes).toEqual([]);
  });

  test('of another kind of resource says nothing of a bucket', () => {
    const ofKeys = { ...both, kind: 'kms-key' } as unknown as AnyControl;
    expect(decide([ofKeys], BARE, { controls: { both: 'enforce' } }, bucket).results).toEqual([]);
  });

  test.each([
    ['reported', { status: 'reported', reason: 'it is so', remedy: 'Make it otherwise.' }],
    ['not-applicable', { status: 'not-applicable', reason: 'it is none of these' }],
  ] as const)('that is %s has nothing written', (status, verdict) => {
    const only = { ...both, judge: () => verdict };
    const plan = decide([only], BARE, { controls: { both: 'enforce' } }, bucket);
    expect(plan).toEqual({
      results: [{ control: 'both', title: 'Both', severity: 'low', ...verdict, status }],
      changes: [],
      proposals: [],
    });
  });
});
