import { describe, expect, it } from 'vitest';
import { evaluate, type Request } from './evaluate.ts';
import { readingOf, STRICT } from './readings.ts';

const read: Request = {
  principal: { type: 'AWS', arn: 'arn:aws:iam::111122223333:user/ann' },
  action: 's3:GetObject',
  resource: 'arn:aws:s3:::orders/2026/may.csv',
  context: {
    'aws:securetransport': ['true'],
    's3:tlsversion': ['1.3'],
    'aws:sourceip': ['203.0.113.7'],
    'aws:username': ['ann'],
    's3:requestobjecttagkeys': ['Owner', 'Team'],
  },
};
const plain: Request = {
  ...read,
  context: { 'aws:securetransport': ['false'], 'aws:sourceip': ['203.0.113.7'] },
};
const anonymous: Request = { ...read, principal: { type: 'anonymous' } };

const allow = {
  Effect: 'Allow',
  Principal: '*',
  Action: 's3:GetObject',
  Resource: 'arn:aws:s3:::orders/*',
};

function decide(statements: unknown, request = read, Version = '2012-10-17') {
  return evaluate(JSON.stringify({ Version, Statement: statements }), request);
}

function holds(Condition: unknown, request = read): boolean {
  return decide({ ...allow, Condition }, request) === 'allow';
}

describe('the oracle', () => {
  it('allows what a statement allows and nothing else', () => {
    expect(decide(allow)).toBe('allow');
    expect(decide(allow, { ...read, action: 's3:PutObject' })).toBe('implicit');
    expect(decide(allow, { ...read, resource: 'arn:aws:s3:::orders' })).toBe('implicit');
    expect(decide(allow, { ...read, resource: 'arn:aws:s3:::orders2/x' })).toBe('implicit');
  });

  it('lets a Deny win over any Allow, in any order', () => {
    expect(decide([allow, { ...allow, Effect: 'Deny' }])).toBe('deny');
    expect(decide([{ ...allow, Effect: 'Deny' }, allow])).toBe('deny');
  });

  it('compares actions without case and resources with it', () => {
    expect(decide({ ...allow, Action: 'S3:getobject' })).toBe('allow');
    expect(decide({ ...allow, Resource: 'arn:aws:s3:::Orders/*' })).toBe('implicit');
  });

  it('knows the forms of a principal', () => {
    const of = (Principal: unknown, request = read) => decide({ ...allow, Principal }, request);
    expect(of({ AWS: '*' }, anonymous)).toBe('allow');
    expect(of({ AWS: ['111122223333'] })).toBe('allow');
    expect(of({ AWS: 'arn:aws:iam::111122223333:root' })).toBe('allow');
    expect(of({ AWS: 'arn:aws:iam::111122223333:user/bob' })).toBe('implicit');
    expect(of({ AWS: 'arn:aws:iam::111122223333:root' }, anonymous)).toBe('implicit');
    const service: Request = { ...read, principal: { type: 'Service', name: 's.amazonaws.com' } };
    expect(of({ Service: 's.amazonaws.com' }, service)).toBe('allow');
    expect(of({ Service: 't.amazonaws.com' }, service)).toBe('implicit');
  });

  it('turns NotPrincipal, NotAction and NotResource round', () => {
    const { Principal, ...nobody } = allow;
    const NotPrincipal = { AWS: 'arn:aws:iam::111122223333:user/ann' };
    expect(Principal).toBe('*');
    expect(decide({ ...nobody, NotPrincipal })).toBe('implicit');
    expect(decide({ ...nobody, NotPrincipal }, anonymous)).toBe('allow');
    const { Action, ...noAction } = allow;
    expect(decide({ ...noAction, NotAction: Action })).toBe('implicit');
    expect(decide({ ...noAction, NotAction: 's3:Put*' })).toBe('allow');
    const { Resource, ...noResource } = allow;
    expect(decide({ ...noResource, NotResource: Resource })).toBe('implicit');
    expect(decide({ ...noResource, NotResource: 'arn:aws:s3:::other/*' })).toBe('allow');
  });

  it.each([
    ['Bool on a raw boolean', { Bool: { 'aws:SecureTransport': false } }, false, true],
    ['Bool on a list', { Bool: { 'AWS:securetransport': ['true', 'false'] } }, true, true],
    [
      'StringNotEquals as NOR',
      { StringNotEquals: { 'aws:SecureTransport': ['x', 'true'] } },
      false,
      true,
    ],
    [
      'StringNotEquals on a missing key',
      { StringNotEquals: { 's3:TlsVersion': '1.3' } },
      false,
      true,
    ],
    ['StringEquals on a missing key', { StringEquals: { 's3:TlsVersion': '1.3' } }, true, false],
    ['IfExists on a missing key', { StringEqualsIfExists: { 's3:TlsVersion': '1.3' } }, true, true],
    ['NumericLessThan', { NumericLessThan: { 's3:TlsVersion': 1.4 } }, true, false],
    [
      'NumericLessThanIfExists',
      { NumericLessThanIfExists: { 's3:TlsVersion': '1.2' } },
      false,
      true,
    ],
    ['Null true', { Null: { 's3:TlsVersion': 'true' } }, false, true],
    ['Null false', { Null: { 's3:TlsVersion': false } }, true, false],
    [
      'IpAddress inside',
      { IpAddress: { 'aws:SourceIp': ['10.0.0.0/8', '203.0.113.0/24'] } },
      true,
      true,
    ],
    ['NotIpAddress inside', { NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }, false, false],
    ['StringLike', { StringLike: { 'aws:SecureTransport': 'f?l*' } }, false, true],
    [
      'ForAllValues on a missing key',
      { 'ForAllValues:StringEquals': { 's3:RequestObjectTagKeys': 'Owner' } },
      false,
      true,
    ],
    [
      'ForAnyValue on a missing key',
      { 'ForAnyValue:StringEquals': { 's3:RequestObjectTagKeys': 'Owner' } },
      true,
      false,
    ],
    ['a policy variable', { StringEquals: { 'aws:username': `$\{aws:username}` } }, true, false],
    [
      'two keys of one operator',
      { StringEquals: { 'aws:username': 'ann', 'aws:SecureTransport': 'true' } },
      true,
      false,
    ],
    [
      'two operators',
      { Bool: { 'aws:SecureTransport': 'false' }, StringEquals: { 'aws:username': 'ann' } },
      false,
      false,
    ],
    ['no values', { StringEquals: { 'aws:username': [] } }, false, false],
  ])('evaluates %s', (_, condition, overTls, overPlainHttp) => {
    expect(holds(condition)).toBe(overTls);
    expect(holds(condition, plain)).toBe(overPlainHttp);
  });

  it('resolves variables in resources, in the newer version only', () => {
    const mine = { ...allow, Resource: `arn:aws:s3:::$\{aws:username}/*` };
    const request = { ...read, resource: 'arn:aws:s3:::ann/x' };
    expect(decide(mine, request)).toBe('allow');
    expect(decide(mine, request, '2008-10-17')).toBe('implicit');
    const star = { ...allow, Resource: `arn:aws:s3:::orders/$\{*}` };
    expect(decide(star, { ...read, resource: 'arn:aws:s3:::orders/*' })).toBe('allow');
    expect(decide(star)).toBe('implicit');
  });

  it('applies no statement that IAM does not define', () => {
    expect(decide({ ...allow, effect: 'Allow' })).toBe('implicit');
    expect(decide({ ...allow, Effect: 'allow' })).toBe('implicit');
    expect(decide({ ...allow, NotAction: 's3:Put*' })).toBe('implicit');
  });

  it('takes what is undefined by one reading or the other', () => {
    const every = readingOf(true);
    const by = (parts: Record<string, unknown>, reading = STRICT) =>
      evaluate(JSON.stringify({ Statement: { ...allow, ...parts } }), read, reading);
    for (const parts of [
      { effect: 'Allow' },
      { Effect: 'allow' },
      { Action: '*:*' },
      { Action: 's?:Get*' },
      { Resource: 'arn:aws:s3*' },
    ]) {
      expect(by(parts)).toBe('implicit');
      expect(by(parts, every)).toBe('allow');
    }
  });
});
