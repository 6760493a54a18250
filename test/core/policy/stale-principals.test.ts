import { describe, expect, it } from 'vitest';
import { parsePolicy } from '../../../shared/core/policy/document.ts';
import { describeStale, stalePrincipals } from '../../../shared/core/policy/stale-principals.ts';

function staleIn(...Statement: readonly unknown[]) {
  const parsed = parsePolicy(JSON.stringify({ Statement }));
  if (!parsed.ok) throw new Error(parsed.error);
  return stalePrincipals(parsed.document);
}

describe('stalePrincipals', () => {
  it('finds deleted users and roles in Principal and NotPrincipal', () => {
    const stale = staleIn(
      { Principal: { AWS: 'AIDACKCEVSQ6C2EXAMPLE' } },
      { Principal: '*' },
      { Sid: 'Ops', NotPrincipal: { AWS: ['111122223333', 'AROADBQP57FF2AEXAMPLE'] } },
    );
    expect(stale).toEqual([
      { principal: 'AIDACKCEVSQ6C2EXAMPLE', index: 0, sid: undefined },
      { principal: 'AROADBQP57FF2AEXAMPLE', index: 2, sid: 'Ops' },
    ]);
    expect(describeStale(stale)).toBe(
      'S3 refuses a bucket policy that names deleted users or roles: ' +
        'AIDACKCEVSQ6C2EXAMPLE in Statement[0], AROADBQP57FF2AEXAMPLE in Statement[2] ("Ops").',
    );
  });

  it('finds them beside principals of every other type', () => {
    const others = { Service: 's.amazonaws.com', Federated: 'idp.example', CanonicalUser: '79a5' };
    expect(staleIn({ Principal: { ...others, AWS: 'AIDACKCEVSQ6C2EXAMPLE' } })).toHaveLength(1);
  });

  it.each([
    [
      'living principals',
      { AWS: ['arn:aws:iam::111122223333:role/AROAMING', '111122223333', '*'] },
    ],
    ['services', { Service: 'AIDA.amazonaws.com' }],
    ['canonical users', { CanonicalUser: 'AIDACKCEVSQ6C2EXAMPLE' }],
    ['unique ids of groups, which are no principals', { AWS: 'AGPAI23HZ27SI6FQMGNQ2' }],
    ['shapes that are not understood', { Robot: 'AIDACKCEVSQ6C2EXAMPLE' }],
  ])('leaves out %s', (_, Principal) => {
    expect(staleIn({ Principal })).toEqual([]);
  });

  it('leaves out unique ids in conditions, which S3 takes', () => {
    const Condition = { StringEquals: { 'aws:userid': 'AIDACKCEVSQ6C2EXAMPLE' } };
    expect(staleIn({ Principal: '*', Condition })).toEqual([]);
  });
});
