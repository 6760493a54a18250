import { describe, expect, test } from 'vitest';
import { CONTROLS } from '../../../shared/controls/index.ts';
import { parsePolicy } from '../../../shared/core/policy/document.ts';
import { denyingStatements } from '../../../shared/core/refusal/denying-statements.ts';
import { withWaysThrough } from '../../../shared/core/refusal/let-through.ts';
import type { RefusingPolicy } from '../../../shared/core/refusal/refusing-policy.ts';
import type { Observation } from '../../../shared/model/facet.ts';
import type { LetThrough, Obstacle } from '../../../shared/model/obstacle.ts';

const account = '111122223333';
const ROLES = [`arn:aws:iam::${account}:role/Remediate`, `arn:aws:iam::${account}:role/Sweep`];
const [REMEDIATE = '', SWEEP = ''] = ROLES;
const ALICE = `arn:aws:iam::${account}:user/alice`;
const bucket = {
  kind: 'bucket' as const,
  name: 'acme-logs',
  region: 'eu-central-1',
  account,
  partition: 'aws',
};
const ARNS = ['arn:aws:s3:::acme-logs', 'arn:aws:s3:::acme-logs/*'];
const KEEP_OUT = {
  Sid: 'KeepOut',
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: ARNS,
};
const EXCEPTION = { ArnNotEquals: { 'aws:PrincipalArn': ROLES } };
const OWN: RefusingPolicy = { kind: 'resource-based-policy', effect: 'denies' };

type Json = Record<string, unknown>;

const policyOf = (...Statement: Json[]): Observation<string> => ({
  state: 'present',
  value: JSON.stringify({ Version: '2012-10-17', Statement }),
});

function obstacleWith(
  policy: Observation<string> | undefined,
  refusedBy: RefusingPolicy | 'unnamed' = { ...OWN, action: 's3:PutBucketPolicy' },
  roles: readonly string[] = ROLES,
): Obstacle | undefined {
  const obstacle: Obstacle = {
    kind: 'access-denied',
    detail: 'd',
    ...(refusedBy !== 'unnamed' && { refusedBy }),
  };
  const about = { control: 'tls-only', title: 't', severity: 'high', status: 'blocked' } as const;
  const result = { ...about, obstacle };
  return withWaysThrough([result], { bucket, roles, policy, controls: CONTROLS })[0]?.obstacle;
}

const ways = (...args: Parameters<typeof obstacleWith>): LetThrough[] =>
  obstacleWith(...args)?.letThrough ?? [];

/** What denies a caller of a policy, by Sid, for sure or perhaps. */
function denying(statements: Json[], role: string) {
  const policy = policyOf(...statements);
  const parsed = parsePolicy(policy.state === 'present' ? policy.value : '');
  if (!parsed.ok) throw new Error(parsed.error);
  const actions = ['s3:PutBucketPolicy'];
  const { sure, possible } = denyingStatements(parsed.document, { bucket, roles: [role], actions });
  return { sure: sure.map(({ sid }) => sid), possible: possible.map(({ sid }) => sid) };
}

describe("a Deny of the bucket's policy is shown with an exception for the service's roles", () => {
  test.each<[string, Json, Json]>([
    ['that denies everybody', {}, EXCEPTION],
    ['of an account', { Principal: { AWS: `arn:aws:iam::${account}:root` } }, EXCEPTION],
    ['of the writes alone', { Action: ['s3:Put*', 's3:Delete*'], Resource: ARNS[0] }, EXCEPTION],
    ['of everything but reads', { Action: undefined, NotAction: 's3:Get*' }, EXCEPTION],
    ['by NotPrincipal', { Principal: undefined, NotPrincipal: { AWS: ALICE } }, EXCEPTION],
    [
      'unless it comes by a VPC endpoint',
      { Condition: { StringNotEquals: { 'aws:SourceVpce': 'vpce-1a2b3c4d' } } },
      { StringNotEquals: { 'aws:SourceVpce': 'vpce-1a2b3c4d' }, ...EXCEPTION },
    ],
    [
      'unless the principal is named',
      { Condition: { ArnNotEquals: { 'aws:PrincipalArn': ALICE } } },
      { ArnNotEquals: { 'aws:PrincipalArn': [ALICE, ...ROLES] } },
    ],
    [
      'unless the principal is like one, in another case',
      { Condition: { stringnotlike: { 'AWS:principalarn': [`${ALICE}*`] } } },
      { stringnotlike: { 'AWS:principalarn': [`${ALICE}*`, ...ROLES] } },
    ],
    [
      'unless it is about another ARN, too',
      { Condition: { ArnNotEquals: { 'aws:SourceArn': ALICE } } },
      { ArnNotEquals: { 'aws:SourceArn': ALICE, 'aws:PrincipalArn': ROLES } },
    ],
    [
      'outside the organization',
      { Condition: { StringNotEquals: { 'aws:PrincipalOrgID': 'o-exampleorgid' } } },
      { StringNotEquals: { 'aws:PrincipalOrgID': 'o-exampleorgid' }, ...EXCEPTION },
    ],
    [
      'of all but some role ids',
      { Condition: { StringNotLike: { 'aws:userid': ['AROAEXAMPLE:*', account] } } },
      { StringNotLike: { 'aws:userid': ['AROAEXAMPLE:*', account] }, ...EXCEPTION },
    ],
    [
      'without a second factor',
      { Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } } },
      { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' }, ...EXCEPTION },
    ],
  ])('%s', (_what, parts, Condition) => {
    const statement: Json = JSON.parse(JSON.stringify({ ...KEEP_OUT, ...parts }));
    const mended = { ...statement, Condition };
    expect(ways(policyOf(statement))).toEqual([
      { policy: 'resource-based-policy', how: 'replace', of: 'KeepOut', statement: mended },
    ]);
    // It lets the roles through, and nobody else.
    for (const role of ROLES) expect(denying([mended], role)).toEqual({ sure: [], possible: [] });
    for (const other of [ALICE, `arn:aws:iam::${account}:role/Other`, `${REMEDIATE}2`]) {
      expect(denying([mended], other)).toEqual(denying([statement], other));
    }
  });

  test.each<[string, Json, Json | undefined]>([
    ['with others', { AWS: [ALICE, REMEDIATE, SWEEP] }, { AWS: [ALICE] }],
    ['with a service', { AWS: REMEDIATE, Service: 'x' }, { Service: 'x' }],
    ['alone', { AWS: REMEDIATE }, undefined],
  ])('that names a role %s: the role is taken out', (_what, Principal, left) => {
    const [way, ...more] = ways(policyOf({ ...KEEP_OUT, Principal }));
    expect(more).toEqual([]);
    const common = { policy: 'resource-based-policy', of: 'KeepOut' };
    expect(way).toEqual(
      left === undefined
        ? { ...common, how: 'remove' }
        : { ...common, how: 'replace', statement: { ...KEEP_OUT, Principal: left } },
    );
  });

  test('that names a session of a role and the whole account: both ends', () => {
    const session = `arn:aws:sts::${account}:assumed-role/Remediate/f`;
    const Principal = { AWS: [session, `arn:aws:iam::${account}:root`] };
    expect(ways(policyOf({ ...KEEP_OUT, Principal }))[0]?.statement).toEqual({
      ...KEEP_OUT,
      Principal: { AWS: [`arn:aws:iam::${account}:root`] },
      Condition: EXCEPTION,
    });
  });

  test('that has no Sid by its place, be the policy of one statement or of several', () => {
    const { Sid, ...nameless } = KEEP_OUT;
    expect(ways(policyOf({ ...KEEP_OUT, Effect: 'Allow' }, nameless))[0]?.of).toBe('Statement[1]');
    const single = { state: 'present', value: JSON.stringify({ Statement: nameless }) } as const;
    expect(ways(single)[0]).toMatchObject({ of: 'Statement[0]', how: 'replace' });
  });

  test('and only those that can have denied it', () => {
    const others: Json[] = [
      { ...KEEP_OUT, Sid: 'Http', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
      { ...KEEP_OUT, Sid: 'Objects', Resource: ARNS[1] },
      { ...KEEP_OUT, Sid: 'Elsewhere', Resource: 'arn:aws:s3:::another' },
      { ...KEEP_OUT, Sid: 'Alice', Principal: { AWS: ALICE } },
      { ...KEEP_OUT, Sid: 'Reads', Action: 's3:Get*' },
      { ...KEEP_OUT, Sid: 'LetsThrough', Condition: EXCEPTION },
      { ...KEEP_OUT, Sid: 'Mfa', Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'false' } } },
      { ...KEEP_OUT, Sid: 'Vpce', Condition: { StringEquals: { 'aws:SourceVpce': 'vpce-1' } } },
      { ...KEEP_OUT, Sid: 'Allows', Effect: 'Allow' },
    ];
    expect(ways(policyOf(...others, KEEP_OUT)).map(({ of }) => of)).toEqual(['KeepOut']);
    expect(ways(policyOf(...others))).toEqual([
      { policy: 'resource-based-policy', how: 'merge', statement: { Condition: EXCEPTION } },
    ]);
  });

  test('and not those that may deny it, where one does for sure', () => {
    const unsure = {
      ...KEEP_OUT,
      Sid: 'Org',
      Condition: { StringNotEquals: { 'aws:PrincipalOrgID': 'o' } },
    };
    expect(ways(policyOf(unsure, KEEP_OUT)).map(({ of }) => of)).toEqual(['KeepOut']);
  });

  test.each([
    ['is long', { Resource: Array.from({ length: 200 }, (_, n) => `${ARNS[1]}${n}`).concat(ARNS) }],
    [
      'holds what cannot be seen',
      { Condition: { StringNotEquals: { 'aws:PrincipalOrgID': 'o\u200b' } } },
    ],
    ['holds a line break', { Condition: { StringNotEquals: { 'aws:PrincipalOrgID': 'o\n1' } } }],
  ])('of a statement that %s only the exception', (_what, parts) => {
    expect(ways(policyOf({ ...KEEP_OUT, ...parts }))).toEqual([
      {
        policy: 'resource-based-policy',
        how: 'merge',
        of: 'KeepOut',
        statement: { Condition: EXCEPTION },
      },
    ]);
  });

  test('of more than three, the general form once', () => {
    expect(ways(policyOf(KEEP_OUT, KEEP_OUT, KEEP_OUT, KEEP_OUT))).toEqual([
      { policy: 'resource-based-policy', how: 'merge', statement: { Condition: EXCEPTION } },
    ]);
  });
});

describe('where the policy was not read', () => {
  const general = {
    policy: 'resource-based-policy',
    how: 'merge',
    statement: { Condition: EXCEPTION },
  };
  const unread = { state: 'unknown', reason: 'denied', detail: 'd' } as const;

  test.each<[string, Observation<string> | undefined]>([
    ['denied', unread],
    ['not asked for', undefined],
    ['gone by then', { state: 'absent' }],
    ['not a policy', { state: 'present', value: 'no JSON' }],
  ])('%s: the exception in general', (_what, policy) => {
    expect(ways(policy)).toEqual([general]);
  });

  test('and AWS names no policy: the exception, without naming what denied it', () => {
    const obstacle = obstacleWith(unread, 'unnamed');
    expect(obstacle?.letThrough).toEqual([general]);
    expect(obstacle?.refusedBy).toBeUndefined();
  });
});

describe('where AWS names no policy', () => {
  test('a Deny that was read and denies the role for sure is named', () => {
    expect(obstacleWith(policyOf(KEEP_OUT), 'unnamed')).toMatchObject({
      refusedBy: OWN,
      letThrough: [{ how: 'replace', of: 'KeepOut' }],
    });
  });

  test.each([
    ['may deny it', { Condition: { StringNotEquals: { 'aws:PrincipalOrgID': 'o' } } }],
    ['does not deny it', { Principal: { AWS: ALICE } }],
  ])('one that %s is not', (_what, parts) => {
    const obstacle = obstacleWith(policyOf({ ...KEEP_OUT, ...parts }), 'unnamed');
    expect(obstacle).toEqual({ kind: 'access-denied', detail: 'd' });
  });
});

describe('policies that are not the bucket’s', () => {
  test.each(['service-control-policy', 'resource-control-policy', 'vpc-endpoint-policy'] as const)(
    'a Deny in a %s gets the exception in general, whatever the bucket policy says',
    (kind) => {
      expect(ways(policyOf(KEEP_OUT), { kind, effect: 'denies' })).toEqual([
        { policy: kind, how: 'merge', statement: { Condition: EXCEPTION } },
      ]);
    },
  );

  test('a VPC endpoint policy that allows nothing gets an Allow of what the service calls, for its roles alone', () => {
    const [way, ...more] = ways(undefined, {
      kind: 'vpc-endpoint-policy',
      effect: 'does-not-allow',
    });
    expect(more).toEqual([]);
    expect(way).toMatchObject({ policy: 'vpc-endpoint-policy', how: 'add' });
    expect(way?.statement).toEqual({
      Sid: 'BucketWarden',
      Effect: 'Allow',
      Principal: '*',
      Action: [
        's3:GetBucketPolicy',
        's3:GetBucketPublicAccessBlock',
        's3:GetEncryptionConfiguration',
        's3:PutBucketPolicy',
        's3:PutBucketPublicAccessBlock',
        's3:PutEncryptionConfiguration',
      ],
      Resource: 'arn:aws:s3:::*',
      Condition: { ArnEquals: { 'aws:PrincipalArn': ROLES } },
    });
  });

  test.each(['identity-based-policy', 'permissions-boundary', 'session-policy'] as const)(
    'of a %s there is nothing to paste',
    (kind) => {
      expect(ways(policyOf(KEEP_OUT), { kind, effect: 'denies' })).toEqual([]);
    },
  );
});

test.each(['service-control-policy', 'resource-control-policy', 'resource-based-policy'] as const)(
  'a %s that only lacks an Allow needs no exception in a Deny',
  (kind) => {
    expect(ways(policyOf(KEEP_OUT), { kind, effect: 'does-not-allow' })).toEqual([]);
  },
);

test('a person who calls has no role of the service: nothing is to be pasted', () => {
  expect(ways(policyOf(KEEP_OUT), OWN, [])).toEqual([]);
});
