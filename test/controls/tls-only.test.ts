import { describe, expect, it } from 'vitest';
import { tlsOnly } from '../../shared/controls/tls-only.ts';
import { policyBytes } from '../../shared/core/policy/size.ts';
import { policyFixture } from '../core/policy/fixture.ts';
import { judgeOnly } from './judge.ts';

const bucket = {
  kind: 'bucket' as const,
  name: 'DOC-EXAMPLE-BUCKET',
  region: 'us-east-1',
  account: '111122223333',
  partition: 'aws',
};
const canonical =
  '{"Sid":"DenyInsecureTransport","Effect":"Deny","Principal":"*","Action":"s3:*",' +
  '"Resource":["arn:aws:s3:::DOC-EXAMPLE-BUCKET","arn:aws:s3:::DOC-EXAMPLE-BUCKET/*"],' +
  '"Condition":{"Bool":{"aws:SecureTransport":"false"}}}';

function judge(value: string) {
  return judgeOnly(tlsOnly, { state: 'present', value }, bucket);
}

function padded(bytes: number): string {
  const empty = '{"Id":"","Statement":[{"Sid":"Own","Effect":"Allow"}]}';
  return empty.replace('"Id":""', `"Id":"${'x'.repeat(bytes - empty.length)}"`);
}

describe('tls-only', () => {
  it('writes the canonical statement where there is no policy', () => {
    expect(judgeOnly(tlsOnly, { state: 'absent' }, bucket)).toEqual({
      status: 'noncompliant',
      reason: 'there is no bucket policy',
      desired: `{"Version":"2012-10-17","Statement":[${canonical}]}`,
    });
  });

  it('adds the canonical statement to a policy without one', () => {
    const before = policyFixture('example-canned-acl');
    expect(judge(before)).toEqual({
      status: 'noncompliant',
      reason: 'plain HTTP requests to the bucket and its objects are not denied',
      desired: `${before.slice(0, -2)},${canonical}]}`,
    });
  });

  it('finds AWS’s own example compliant', () => {
    expect(judge(policyFixture('example-tls-only'))).toEqual({ status: 'compliant' });
  });

  it('adds what is missing to a half', () => {
    const half = policyFixture('example-tls-only').replace(
      '"arn:aws:s3:::DOC-EXAMPLE-BUCKET",',
      '',
    );
    expect(judge(half)).toMatchObject({
      status: 'noncompliant',
      reason: 'plain HTTP requests to the bucket are not denied',
    });
  });

  it('is blocked by a policy that is no policy', () => {
    expect(judge('{"Statement":[7]}')).toEqual({
      status: 'blocked',
      reason: 'the bucket policy is malformed',
      obstacle: {
        kind: 'policy-malformed',
        detail: 'The bucket policy cannot be understood: Statement[0] is a number, not an object.',
      },
    });
  });

  it('is blocked by a deleted principal', () => {
    const text = '{"Statement":{"Sid":"Ops","Principal":{"AWS":"AIDACKCEVSQ6C2EXAMPLE"}}}';
    expect(judge(text)).toEqual({
      status: 'blocked',
      reason: 'plain HTTP requests to the bucket and its objects are not denied',
      obstacle: {
        kind: 'stale-principal',
        detail:
          'S3 refuses a bucket policy that names deleted users or roles: ' +
          'AIDACKCEVSQ6C2EXAMPLE in Statement[0] ("Ops").',
      },
    });
  });

  it('is not blocked by a deleted principal where nothing needs to be written', () => {
    const stale = '{"Sid":"Ops","Effect":"Allow","Principal":{"AWS":"AIDACKCEVSQ6C2EXAMPLE"}}';
    expect(judge(`{"Statement":[${stale},${canonical}]}`)).toEqual({ status: 'compliant' });
  });

  it('fills a policy to the last byte and no further', () => {
    const room = 20_480 - canonical.length - 1;
    const full = judge(padded(room));
    expect(full.status === 'noncompliant' && policyBytes(full.desired)).toBe(20_480);
    expect(judge(padded(room + 1))).toEqual({
      status: 'blocked',
      reason: 'plain HTTP requests to the bucket and its objects are not denied',
      obstacle: {
        kind: 'policy-too-large',
        detail: `The bucket policy has ${room + 1} bytes and would have 20481 with the statement added; S3 takes 20480.`,
      },
    });
  });

  it('counts the bytes of letters beyond ASCII', () => {
    const room = 20_480 - canonical.length - 1;
    expect(judge(padded(room).replace('xx', 'ö')).status).toBe('noncompliant');
    expect(judge(padded(room).replace('x', 'ö')).status).toBe('blocked');
  });

  it('adds to 200 statements', () => {
    const statements = Array.from({ length: 200 }, (_, index) => ({ Sid: `S${index}` }));
    const before = JSON.stringify({ Statement: statements });
    const verdict = judge(before);
    expect(verdict).toMatchObject({ desired: `${before.slice(0, -2)},${canonical}]}` });
  });

  it('says no more than is certain of a form that no source tells the meaning of', () => {
    const lower = policyFixture('example-tls-only').replace('"Bool"', '"bool"');
    expect(judge(lower)).toMatchObject({
      status: 'noncompliant',
      reason: 'it is not certain that plain HTTP requests to the bucket and its objects are denied',
    });
  });

  it('tells what is open from what may be', () => {
    const text = JSON.stringify({
      Statement: [
        { ...JSON.parse(canonical), Resource: 'arn:aws:s3:::DOC-EXAMPLE-BUCKET/*', Action: 's*' },
      ],
    });
    expect(judge(text)).toMatchObject({
      reason:
        'plain HTTP requests to the bucket are not denied, and it is not certain that plain HTTP requests to its objects are denied',
    });
  });

  it('says whose requests pass where only those that nobody signed do', () => {
    const leaving = {
      ...JSON.parse(canonical),
      Condition: { Bool: { 'aws:SecureTransport': 'false', 'aws:PrincipalIsAWSService': 'false' } },
    };
    const open = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: '*' };
    expect(judge(JSON.stringify({ Statement: [leaving] }))).toEqual({ status: 'compliant' });
    expect(judge(JSON.stringify({ Statement: [leaving, open] }))).toMatchObject({
      reason: 'plain HTTP requests to the bucket and its objects that nobody signed are not denied',
    });
  });

  it('warns of a statement that AWS services may trip over', () => {
    const odd = canonical.replace('"Bool"', '"BoolIfExists"');
    expect(judge(`{"Statement":[${canonical},${odd}]}`)).toEqual({
      status: 'compliant',
      warning:
        'AWS services may be cut off: Statement[1] also denies requests that do not say whether they came over TLS, as calls from one AWS service to another do',
    });
  });
});
