import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { samePolicy } from '../../../shared/core/policy/same-policy.ts';
import { runs } from '../runs.ts';
import { policyArbitrary } from './arbitrary-policy.ts';

const policy = {
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'TLS',
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:*',
      Resource: ['a', 'b'],
      Condition: { Bool: { 'aws:SecureTransport': false } },
    },
    {
      Sid: 'Read',
      Effect: 'Allow',
      Principal: { AWS: ['1', '2'] },
      Action: 's3:Get*',
      Resource: 'a',
    },
  ],
};
const text = JSON.stringify(policy);
const [tls, read] = policy.Statement;

describe('one policy printed twice', () => {
  it.each([
    ['as it was', policy],
    ['with other white space', JSON.stringify(policy, null, 4)],
    ['with keys in another order', { Statement: policy.Statement, Version: '2012-10-17' }],
    ['with statements in another order', { ...policy, Statement: [read, tls] }],
    [
      'with values in another order',
      { ...policy, Statement: [{ ...tls, Resource: ['b', 'a'] }, read] },
    ],
    ['with a list of one', { ...policy, Statement: [{ ...tls, Action: ['s3:*'] }, read] }],
    ['with AWS *', { ...policy, Statement: [{ ...tls, Principal: { AWS: '*' } }, read] }],
    ['with a string for a boolean', text.replace('false', '"false"')],
    ['with escapes', text.replaceAll('s3', '\\u0073\\u0033')],
  ])('%s', (_, other) => {
    const printed = typeof other === 'string' ? other : JSON.stringify(other);
    expect(samePolicy(text, printed)).toBe(true);
    expect(samePolicy(printed, text)).toBe(true);
  });

  it.each(['aws', 'aws-cn', 'aws-us-gov'])(
    'with an account as principal, by its id or as the root of %s, as S3 gives it back',
    (partition) => {
      const root = `arn:${partition}:iam::444455556666:root`;
      for (const element of ['Principal', 'NotPrincipal']) {
        const of = (AWS: unknown) => JSON.stringify({ Statement: [{ [element]: { AWS } }] });
        expect(samePolicy(of('444455556666'), of(root))).toBe(true);
        expect(samePolicy(of(['1', '444455556666']), of([root, '1']))).toBe(true);
        expect(samePolicy(of('444455556667'), of(root))).toBe(false);
      }
    },
  );

  it('in any style', () => {
    fc.assert(
      fc.property(policyArbitrary, ({ text: printed }) => {
        // Big integers and fractions change under JSON.parse.
        fc.pre(!/\d{16}|\.\d/.test(printed));
        return samePolicy(printed, JSON.stringify(JSON.parse(printed)));
      }),
      { numRuns: runs(300) },
    );
  });
});

describe('two policies', () => {
  it.each([
    ['another Version', { ...policy, Version: '2008-10-17' }],
    ['an Id more', { ...policy, Id: 'x' }],
    ['a statement less', { ...policy, Statement: [tls] }],
    ['a statement more', { ...policy, Statement: [tls, read, read] }],
    ['another Sid', { ...policy, Statement: [{ ...tls, Sid: 'Tls' }, read] }],
    ['a value more', { ...policy, Statement: [{ ...tls, Resource: ['a', 'b', 'c'] }, read] }],
    ['a negation', text.replace('"Action":"s3:Get*"', '"NotAction":"s3:Get*"')],
    ['another boolean', text.replace('false', 'true')],
    ['an Action of *', text.replace('"s3:*"', '"*"')],
    ['a principal for anybody', text.replace('"*"', '"1"')],
    ['an empty list for a value', text.replace('"s3:*"', '[]')],
    ['an empty object for a list', text.replace('["a","b"]', '{}')],
    ['values that only together read the same', text.replace('["a","b"]', '"a,b"')],
  ])('%s', (_, other) => {
    const printed = typeof other === 'string' ? other : JSON.stringify(other);
    expect(samePolicy(text, printed)).toBe(false);
  });

  it.each(['AwsPrincipal', 'Principals'])('an unknown element, %s', (name) => {
    const of = (value: string) => `{"Statement":{"${name}":${value}}}`;
    expect(samePolicy(of('"*"'), of('{"AWS":"*"}'))).toBe(false);
  });

  it('a list that reads like the object', () => {
    const of = (value: string) => `{"Statement":{"Resource":${value}}}`;
    expect(samePolicy(of('{"a":"b"}'), of('["object",["a","b"]]'))).toBe(false);
  });

  it('an account and the ARN of its root where they are no principals of AWS', () => {
    const differ = (of: (value: string) => unknown) => {
      const [id, root] = ['444455556666', 'arn:aws:iam::444455556666:root'].map((value) =>
        JSON.stringify({ Statement: of(value) }),
      );
      expect(samePolicy(id ?? '', root ?? '')).toBe(false);
    };
    differ((Resource) => ({ Resource }));
    differ((Federated) => ({ Principal: { Federated } }));
    differ((AWS) => ({ Condition: { StringEquals: { AWS } } }));
  });

  it('numbers that are spelled differently', () => {
    const of = (value: string) => `{"Statement":{"Condition":{"NumericEquals":{"k":${value}}}}}`;
    expect(samePolicy(of('12345678901234567890'), of('12345678901234567891'))).toBe(false);
    expect(samePolicy(of('1.0'), of('"1.0"'))).toBe(true);
  });
});

describe('what is no JSON', () => {
  it('is the same only to the byte', () => {
    expect(samePolicy('{', '{')).toBe(true);
    expect(samePolicy('{', '{ ')).toBe(false);
    expect(samePolicy(text, '{')).toBe(false);
    expect(samePolicy('{"a":1,"a":1}', '{"a":1, "a":1}')).toBe(false);
  });
});
