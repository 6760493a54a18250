import { describe, expect, it } from 'vitest';
import { parsePolicy } from '../../../shared/core/policy/document.ts';
import { isPublic } from '../../../shared/core/policy/public.ts';
import { policyFixture } from './fixture.ts';

function publicText(text: string): boolean {
  const parsed = parsePolicy(text);
  if (!parsed.ok) throw new Error(parsed.error);
  return isPublic(parsed.document);
}

const anyone = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: '*' };

function publicStatement(statement: unknown): boolean {
  return publicText(JSON.stringify({ Version: '2012-10-17', Statement: statement }));
}

function publicWhen(Condition: unknown): boolean {
  return publicStatement({ ...anyone, Condition });
}

describe('AWS’s own examples', () => {
  it.each([
    ['public-federated-principal', true],
    ['public-anyone', true],
    ['public-vpc-wildcard', true],
    ['private-fixed-vpc', false],
    ['example-deny-without-kms-key', false],
    ['example-canned-acl', false],
    ['example-tag-keys', false],
    ['example-access-logs', false],
    ['example-organization', false],
    ['example-tls-only', false],
    ['example-home-folder', false],
    ['example-load-balancer-logs', false],
  ])('%s', (name, expected) => {
    expect(publicText(policyFixture(name))).toBe(expected);
  });
});

describe('principals', () => {
  const of = (Principal: unknown) => publicStatement({ ...anyone, Principal });
  it.each([
    ['anybody', '*', true],
    ['anybody as AWS', { AWS: '*' }, true],
    ['a user and anybody', { AWS: ['arn:aws:iam::111122223333:user/ann', '*'] }, true],
    ['an account', { AWS: '111122223333' }, false],
    ['a role', { AWS: 'arn:aws:iam::111122223333:role/x' }, false],
    ['a role by wildcard', { AWS: 'arn:aws:iam::*:role/x' }, true],
    ['a role by variable', { AWS: `arn:aws:iam::111122223333:user/$\{aws:username}` }, true],
    ['a service', { Service: 'logging.s3.amazonaws.com' }, false],
    [
      'a canonical user',
      { CanonicalUser: '79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f' },
      false,
    ],
    ['an identity provider', { Federated: 'accounts.google.com' }, true],
    ['an account and an identity provider', { AWS: '111122223333', Federated: 'x' }, true],
    ['nothing that is known', { Robot: 'x' }, true],
  ])('%s', (_, principal, expected) => {
    expect(of(principal)).toBe(expected);
  });

  it('everybody but one is everybody', () => {
    const { Principal: _, ...rest } = anyone;
    expect(publicStatement({ ...rest, NotPrincipal: { AWS: '111122223333' } })).toBe(true);
  });
});

describe('a Deny, whatever it denies, makes nothing public', () => {
  it('alone', () => {
    expect(publicStatement({ ...anyone, Effect: 'Deny' })).toBe(false);
  });
  it('beside an Allow to everybody, which it does not hide', () => {
    expect(publicStatement([{ ...anyone, Effect: 'Deny' }, anyone])).toBe(true);
  });
});

describe('in doubt a statement is public', () => {
  it.each([
    ['an Effect in lower case', { ...anyone, Principal: { AWS: '111122223333' }, Effect: 'allow' }],
    ['an unknown element', { ...anyone, Principal: { AWS: '111122223333' }, principal: '*' }],
    ['an empty Condition', { ...anyone, Condition: {} }],
    ['an odd Condition', { ...anyone, Condition: { StringEquals: { 'aws:SourceVpc': {} } } }],
  ])('%s', (_, statement) => {
    expect(publicStatement(statement)).toBe(true);
  });
});

describe('fixed values of a condition key', () => {
  it.each([
    ['aws:SourceArn', 'arn:aws:s3:::source'],
    ['aws:SourceVpc', 'vpc-91237329'],
    ['aws:SourceVpce', 'vpce-1a2b3c4d'],
    ['aws:SourceOwner', '111122223333'],
    ['aws:SourceAccount', '111122223333'],
    ['aws:PrincipalOrgID', 'o-aa111bb222'],
    ['aws:PrincipalArn', 'arn:aws:iam::111122223333:role/x'],
    ['aws:PrincipalAccount', '111122223333'],
    ['aws:PrincipalOrgPaths', 'o-aa111bb222/r-ab12/ou-ab12-11111111/'],
    ['AWS:principalorgid', 'o-aa111bb222'],
    ['s3:x-amz-server-side-encryption-aws-kms-key-id', 'arn:aws:kms:us-east-1:111122223333:key/1'],
    ['aws:userid', 'AIDAEXAMPLEUSERID'],
    ['s3:DataAccessPointAccount', '111122223333'],
    ['s3:DataAccessPointArn', 'arn:aws:s3:us-west-2:111122223333:accesspoint/x'],
  ])('%s', (key, value) => {
    for (const operator of [
      'StringEquals',
      'StringEqualsIgnoreCase',
      'StringLike',
      'ArnLike',
      'ForAnyValue:StringEquals',
    ]) {
      expect(publicWhen({ [operator]: { [key]: value } }), operator).toBe(false);
      expect(publicWhen({ [operator]: { [key]: [value, value] } }), operator).toBe(false);
      expect(publicWhen({ [operator]: { [key]: [value, '*'] } }), operator).toBe(true);
      expect(publicWhen({ [operator]: { [key]: `${value.slice(0, -1)}$\{aws:username}` } })).toBe(
        true,
      );
    }
    for (const operator of [
      'StringNotEquals',
      'StringEqualsIfExists',
      'ForAllValues:StringEquals',
      'Null',
    ]) {
      expect(publicWhen({ [operator]: { [key]: value } }), operator).toBe(true);
    }
  });

  it.each([
    ['a key that says nothing of who asks', { StringEquals: { 's3:prefix': 'home/' } }, true],
    ['aws:SecureTransport', { Bool: { 'aws:SecureTransport': 'true' } }, true],
    ['aws:Referer', { StringEquals: { 'aws:Referer': 'https://example.com' } }, true],
    [
      'an access point under a key that the caller chooses',
      { StringEquals: { 'aws:Referer': 'arn:aws:s3:us-west-2:123456789012:accesspoint/x' } },
      true,
    ],
    ['a role of any account', { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/x' } }, true],
    ['all but a role', { ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::1:role/x' } }, true],
    [
      'requests that nobody signed, by the account that AWS gives them',
      { StringEquals: { 'aws:PrincipalAccount': 'anonymous' } },
      true,
    ],
    ['any account', { StringLike: { 'aws:PrincipalAccount': '????????????' } }, true],
    [
      'paths of one organization',
      { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': ['o-aa111bb222/*', 'o-x1/r-1/*'] } },
      false,
    ],
    [
      'paths of any organization',
      { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': 'o-*/r-ab12/*' } },
      true,
    ],
    [
      'paths of organizations of which only the start is fixed',
      { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': 'o-aa111bb222*' } },
      true,
    ],
    [
      'no paths at all, which ForAllValues takes',
      { 'ForAllValues:StringLike': { 'aws:PrincipalOrgPaths': 'o-aa111bb222/*' } },
      true,
    ],
    ['sessions of a role', { StringLike: { 'aws:userid': 'AROAEXAMPLEID:*' } }, true],
    ['one session of a role', { StringLike: { 'aws:userid': 'AROAEXAMPLEID:x' } }, true],
    [
      'a session whose name only reads like a role',
      { StringEquals: { 'aws:userid': '111122223333:AROA:x' } },
      false,
    ],
    [
      'a narrow key beside a wide one',
      { StringEquals: { 'aws:SourceVpc': 'vpc-1' }, StringLike: { 'aws:SourceArn': '*' } },
      false,
    ],
    [
      'access points of a fixed account',
      { ArnLike: { 's3:DataAccessPointArn': 'arn:aws:s3:us-west-2:123456789012:accesspoint/*' } },
      false,
    ],
    [
      'access points of a fixed account in China',
      { StringLike: { 's3:DataAccessPointArn': 'arn:aws-cn:s3:*:123456789012:accesspoint/*' } },
      false,
    ],
    [
      'what only ends like an access point of a fixed account',
      { ArnLike: { 's3:DataAccessPointArn': '*:arn:aws:s3::123456789012:accesspoint/x' } },
      true,
    ],
    [
      'access points of any account',
      { ArnLike: { 's3:DataAccessPointArn': 'arn:aws:s3:us-west-2:*:accesspoint/x' } },
      true,
    ],
  ])('%s', (_, condition, expected) => {
    expect(publicWhen(condition)).toBe(expected);
  });
});

describe('ranges of addresses', () => {
  it.each([
    ['one address', '203.0.113.7', false],
    ['one address as a range', '203.0.113.7/32', false],
    ['a /8', '54.0.0.0/8', false],
    ['broader than a /8', '54.0.0.0/7', true],
    ['half of all', '0.0.0.0/1', true],
    ['all', '0.0.0.0/0', true],
    ['the private /8', '10.0.0.0/8', false],
    ['the private /12', '172.16.0.0/12', false],
    ['the private /16', '192.168.0.0/16', false],
    ['a /32 of IPv6', '2001:db8::/32', false],
    ['one address of IPv6', '2001:DB8:1234:5678::1', false],
    ['broader than a /32 of IPv6', '2001:d00::/31', true],
    ['all of IPv6', '::/0', true],
    ['one address of IPv6 that ends as IPv4', '::ffff:203.0.113.7', false],
    ['what is no address', 'office', true],
    ['a number too large for an address', '203.0.113.256', true],
    ['an address of two parts', '10.1', true],
    ['an address in hexadecimal', '0xcb007107', true],
    ['a length too large for a range', '203.0.113.0/33', true],
    ['a length that is no number', '203.0.113.0/', true],
    ['two lengths', '203.0.113.0/24/24', true],
    ['too many colons', '2001:db8:::1', true],
    ['nothing but colons', ':'.repeat(40), true],
    ['an address of IPv6 with a zone', 'fe80::1%eth0', true],
    ['an address behind a text that is long', `${'0'.repeat(70)}203.0.113.7`, true],
    ['a range of IPv6 that ends as IPv4', '::ffff:203.0.113.0/120', false],
    ['an address with something before it', 'x203.0.113.7', true],
    ['an address with something behind it', '203.0.113.7 /0', true],
    ['a variable', `$\{aws:SourceIp}`, true],
    ['a wildcard', '203.0.113.*', true],
    ['a narrow and a broad one', ['203.0.113.0/24', '0.0.0.0/0'], true],
  ])('%s', (_, range, expected) => {
    expect(publicWhen({ IpAddress: { 'aws:SourceIp': range } })).toBe(expected);
  });

  it('are no limit where they are excluded or optional', () => {
    expect(publicWhen({ NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } })).toBe(true);
    expect(publicWhen({ IpAddressIfExists: { 'aws:SourceIp': '203.0.113.0/24' } })).toBe(true);
    expect(publicWhen({ IpAddress: { 'aws:VpcSourceIp': '10.0.0.0/8' } })).toBe(true);
  });
});
