import { describe, expect, it } from 'vitest';
import { parsePolicy } from '../../../shared/core/policy/document.ts';
import {
  deniesPlainHttp,
  plainHttpLeaks,
  statementsThatCutServicesOff,
} from '../../../shared/core/policy/plain-http.ts';

type Json = Record<string, unknown>;

function leaks(statements: unknown, partition = 'aws') {
  const parsed = parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement: statements }));
  if (!parsed.ok) throw new Error(parsed.error);
  return plainHttpLeaks(parsed.document, { name: 'orders', partition });
}

function denies(statements: unknown, partition = 'aws'): boolean {
  return leaks(statements, partition).length === 0;
}

function without(statement: Json, ...names: string[]): Json {
  return Object.fromEntries(Object.entries(statement).filter(([name]) => !names.includes(name)));
}

describe.each(['aws', 'aws-cn', 'aws-us-gov', 'aws-eusc'])('in partition %s', (partition) => {
  const bucket = `arn:${partition}:s3:::orders`;
  const objects = `${bucket}/*`;
  const canonical = {
    Sid: 'Whatever',
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: [bucket, objects],
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  };
  const when = (Condition: unknown) => ({ ...canonical, Condition });
  const on = (Resource: unknown) => ({ ...canonical, Resource });
  const elsewhere = partition === 'aws' ? 'aws-cn' : 'aws';

  it.each<[string, unknown]>([
    ['the canonical statement', canonical],
    ['the canonical statement in a list', [canonical]],
    ['a statement without Sid', without(canonical, 'Sid')],
    ['Principal as AWS *', { ...canonical, Principal: { AWS: '*' } }],
    ['Principal as AWS list with *', { ...canonical, Principal: { AWS: ['111122223333', '*'] } }],
    ['BoolIfExists', when({ BoolIfExists: { 'aws:SecureTransport': 'false' } })],
    ['StringEquals', when({ StringEquals: { 'aws:SecureTransport': 'false' } })],
    ['StringEqualsIfExists', when({ StringEqualsIfExists: { 'aws:SecureTransport': 'false' } })],
    [
      'StringEqualsIgnoreCase',
      when({ StringEqualsIgnoreCase: { 'aws:SecureTransport': 'FALSE' } }),
    ],
    ['StringLike', when({ StringLike: { 'aws:SecureTransport': 'f*' } })],
    ['StringNotEquals true', when({ StringNotEquals: { 'aws:SecureTransport': 'true' } })],
    [
      'StringNotEquals true in a list',
      when({ StringNotEquals: { 'aws:SecureTransport': ['true'] } }),
    ],
    ['StringNotLike true', when({ StringNotLike: { 'aws:SecureTransport': 't*' } })],
    [
      'StringNotEqualsIgnoreCase',
      when({ StringNotEqualsIgnoreCase: { 'aws:SecureTransport': 'True' } }),
    ],
    [
      'StringEqualsIgnoreCase of both',
      when({ StringEqualsIgnoreCase: { 'aws:SecureTransport': ['True', 'False'] } }),
    ],
    ['StringLike of both', when({ StringLike: { 'aws:SecureTransport': ['t*', 'f*'] } })],
    [
      'StringNotEqualsIgnoreCase of what only ends like it',
      when({ StringNotEqualsIgnoreCase: { 'aws:SecureTransport': ['xfalse', 'falsehood'] } }),
    ],
    [
      'AWS services left out, in one Bool',
      when({ Bool: { 'aws:SecureTransport': 'false', 'aws:PrincipalIsAWSService': 'false' } }),
    ],
    [
      'AWS services left out, by BoolIfExists',
      when({
        Bool: { 'aws:SecureTransport': 'false' },
        BoolIfExists: { 'AWS:principalisawsservice': [false] },
      }),
    ],
    ['a condition key in lower case', when({ Bool: { 'aws:securetransport': 'false' } })],
    ['a condition key in upper case', when({ Bool: { 'AWS:SECURETRANSPORT': 'false' } })],
    ['a value in a list', when({ Bool: { 'aws:SecureTransport': ['false'] } })],
    ['a raw boolean', when({ Bool: { 'aws:SecureTransport': false } })],
    ['a raw boolean in a list', when({ Bool: { 'aws:SecureTransport': [false] } })],
    ['a list with both values', when({ Bool: { 'aws:SecureTransport': ['false', 'true'] } })],
    [
      'two operators that both hold on plain HTTP',
      when({
        Bool: { 'aws:SecureTransport': 'false' },
        StringNotEquals: { 'aws:SecureTransport': 'true' },
      }),
    ],
    ['a Deny of everything', without(canonical, 'Condition')],
    ['Action *', { ...canonical, Action: '*' }],
    ['Action in upper case', { ...canonical, Action: 'S3:*' }],
    ['Action in a list', { ...canonical, Action: ['s3:GetObject', 's3:*'] }],
    ['Resource *', on('*')],
    ['Resource of all buckets', on(`arn:${partition}:s3:::*`)],
    ['Resource as a prefix of both', on(`${bucket}*`)],
    ['Resource as a shorter prefix', on(`arn:${partition}:s3:::ord*`)],
    [
      'Resource with ? in the name',
      on([`arn:${partition}:s3:::order?`, `arn:${partition}:s3:::?rders/*`]),
    ],
    ['Resource of every partition', on(['arn:*:s3:::orders', 'arn:*:s3:::orders/*'])],
    ['Resource with wildcards for region and account', on(`arn:${partition}:s3:*:*:orders*`)],
    ['Resource of several buckets', on([objects, `arn:${partition}:s3:::other`, bucket])],
    ['two statements, one each', [on(bucket), on(objects)]],
    [
      'two statements of different forms',
      [
        { ...on(objects), Condition: { StringEquals: { 'aws:SecureTransport': false } } },
        { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: objects },
        { ...on([bucket]), Principal: { AWS: '*' } },
      ],
    ],
  ])('%s denies plain HTTP', (_, statements) => {
    expect(denies(statements, partition)).toBe(true);
  });

  it.each<[string, unknown]>([
    [
      'everybody left out by NotPrincipal',
      { ...without(canonical, 'Principal'), NotPrincipal: '*' },
    ],
    ['NotPrincipal', { ...without(canonical, 'Principal'), NotPrincipal: { AWS: '111122223333' } }],
    ['NotAction', { ...without(canonical, 'Action'), NotAction: 's3:ListAllMyBuckets' }],
    [
      'NotResource',
      { ...without(canonical, 'Resource'), NotResource: `arn:${partition}:s3:::other` },
    ],
    ['only the bucket', on(bucket)],
    ['only the objects', on(objects)],
    ['only some objects', on([bucket, `${bucket}/private/*`])],
    ['objects of one character and more of a name', on([bucket, `${bucket}/?`])],
    ['objects by extension', on([bucket, `${bucket}/*.csv`])],
    ['a bucket whose name starts with ours', on([`${bucket}-logs`, `${bucket}-logs/*`])],
    [
      'a bucket whose name ours starts with',
      on([`arn:${partition}:s3:::order`, `arn:${partition}:s3:::order/*`]),
    ],
    [
      'a bucket in another case',
      on([`arn:${partition}:s3:::Orders`, `arn:${partition}:s3:::Orders/*`]),
    ],
    ['buckets with one character more', on([`${bucket}?`, `${bucket}?/*`])],
    ['a policy variable in Resource', on([bucket, `${bucket}/$\{aws:username}*`])],
    ['another partition', on([`arn:${elsewhere}:s3:::orders`, `arn:${elsewhere}:s3:::orders/*`])],
    [
      'another service',
      on([`arn:${partition}:s3express:::orders`, `arn:${partition}:s3express:::orders/*`]),
    ],
    ['an ARN with an account', on([bucket, `arn:${partition}:s3::111122223333:orders/*`])],
    ['what is no ARN', on(`urn:${partition}:s3:::orders*`)],
    ['objects whose keys end in :x', on([bucket, `${bucket}/*:x`])],
    ['a colon in place of the slash', on([bucket, `${bucket}:*`])],
    ['a policy variable in Action', { ...canonical, Action: `s3:$\{aws:username}*` }],
    ['a service wildcard', on(`arn:${partition}:*:::orders*`)],
    ['an ARN with a region', on([`arn:${partition}:s3:eu-west-1::orders`, objects])],
    ['an ARN with too few fields', on(`arn:${partition}:s3*`)],
    ['an empty Resource list', on([])],
    [
      'a second key',
      when({ Bool: { 'aws:SecureTransport': 'false', 'aws:ViaAWSService': 'false' } }),
    ],
    [
      'a second operator',
      when({
        Bool: { 'aws:SecureTransport': 'false' },
        NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' },
      }),
    ],
    [
      'the same key twice, in two cases',
      when({ Bool: { 'aws:SecureTransport': 'false', 'aws:securetransport': 'true' } }),
    ],
    [
      'an Allow over TLS',
      { ...when({ Bool: { 'aws:SecureTransport': 'true' } }), Effect: 'Allow' },
    ],
    ['an Allow over plain HTTP', { ...canonical, Effect: 'Allow' }],
    ['a Deny over TLS', when({ Bool: { 'aws:SecureTransport': 'true' } })],
    ['a Deny of one action', { ...canonical, Action: 's3:GetObject' }],
    ['a Deny of all reads', { ...canonical, Action: ['s3:Get*', 's3:List*'] }],
    ['a wildcard for the service', { ...canonical, Action: '*:*' }],
    ['a wildcard in the name of the service', { ...canonical, Action: 's?:*' }],
    ['a wildcard for the start of the service', { ...canonical, Action: '*3:*' }],
    ['a wildcard for the end of the service', { ...canonical, Action: 's3*' }],
    ['a wildcard for all but a letter of the service', { ...canonical, Action: 's*' }],
    ['two wildcards for everything', { ...canonical, Action: '**' }],
    ['a Deny of another service', { ...canonical, Action: 'ec2:*' }],
    [
      'a Deny of one account',
      { ...canonical, Principal: { AWS: 'arn:aws:iam::111122223333:root' } },
    ],
    ['a Deny of services', { ...canonical, Principal: { Service: '*' } }],
    ['a principal list that is no object', { ...canonical, Principal: ['*'] }],
    [
      'a principal of an unknown type beside *',
      { ...canonical, Principal: { AWS: '*', Robot: 'x' } },
    ],
    ['both Principal and NotPrincipal', { ...canonical, NotPrincipal: { AWS: '111122223333' } }],
    ['no Principal', without(canonical, 'Principal')],
    ['no Action', without(canonical, 'Action')],
    ['no Resource', without(canonical, 'Resource')],
    ['an Effect in lower case', { ...canonical, Effect: 'deny' }],
    [
      'an element in lower case',
      { ...without(canonical, 'Condition'), condition: canonical.Condition },
    ],
    ['an operator in lower case', when({ bool: { 'aws:SecureTransport': 'false' } })],
    [
      'an operator that every object has',
      when({ constructor: { 'aws:SecureTransport': 'false' } }),
    ],
    [
      'an operator that does not exist',
      when({ BoolNotEquals: { 'aws:SecureTransport': 'false' } }),
    ],
    ['a value in another case', when({ StringEquals: { 'aws:SecureTransport': 'False' } })],
    ['StringEquals true', when({ StringEquals: { 'aws:SecureTransport': 'true' } })],
    ['StringNotEquals false', when({ StringNotEquals: { 'aws:SecureTransport': 'false' } })],
    [
      'StringNotEquals of both',
      when({ StringNotEquals: { 'aws:SecureTransport': ['true', 'false'] } }),
    ],
    ['StringNotEquals of nothing', when({ StringNotEquals: { 'aws:SecureTransport': [] } })],
    [
      'StringEqualsIgnoreCase of what only ends like it',
      when({ StringEqualsIgnoreCase: { 'aws:SecureTransport': 'xfalse' } }),
    ],
    [
      'StringEqualsIgnoreCase of what only starts like it',
      when({ StringEqualsIgnoreCase: { 'aws:SecureTransport': 'falsehood' } }),
    ],
    [
      'StringNotEqualsIgnoreCase false',
      when({ StringNotEqualsIgnoreCase: { 'aws:SecureTransport': 'FALSE' } }),
    ],
    [
      'StringNotEqualsIgnoreCase of both',
      when({ StringNotEqualsIgnoreCase: { 'aws:SecureTransport': ['True', 'False'] } }),
    ],
    ['StringNotLike false', when({ StringNotLike: { 'aws:SecureTransport': 'f*' } })],
    ['StringNotLike of both', when({ StringNotLike: { 'aws:SecureTransport': ['t*', 'f*'] } })],
    ['Bool of nothing', when({ Bool: { 'aws:SecureTransport': [] } })],
    ['Bool of null', when({ Bool: { 'aws:SecureTransport': null } })],
    ['Bool of an object', when({ Bool: { 'aws:SecureTransport': { value: 'false' } } })],
    [
      'Bool of a policy variable',
      when({ StringNotEquals: { 'aws:SecureTransport': `$\{aws:username}` } }),
    ],
    [
      'a policy variable beside the right value',
      when({ StringNotEquals: { 'aws:SecureTransport': ['true', `$\{aws:username}`] } }),
    ],
    [
      'an operator that begins with IfExists',
      when({ IfExistsBool: { 'aws:SecureTransport': 'false' } }),
    ],
    ['ForAllValues', when({ 'ForAllValues:Bool': { 'aws:SecureTransport': 'false' } })],
    ['ForAnyValue', when({ 'ForAnyValue:Bool': { 'aws:SecureTransport': 'false' } })],
    ['Null aws:SecureTransport true', when({ Null: { 'aws:SecureTransport': 'true' } })],
    ['Null aws:SecureTransport false', when({ Null: { 'aws:SecureTransport': 'false' } })],
    ['Bool s3:TlsVersion', when({ Bool: { 's3:TlsVersion': 'true' } })],
    ['Null s3:TlsVersion', when({ Null: { 's3:TlsVersion': 'true' } })],
    ['Null s3:TlsVersion, raw', when({ Null: { 's3:TLSVersion': true } })],
    [
      'Null s3:TlsVersion beside the right test',
      when({ Bool: { 'aws:SecureTransport': 'false' }, Null: { 's3:TlsVersion': 'true' } }),
    ],
    [
      'a Deny to AWS services',
      when({ Bool: { 'aws:SecureTransport': 'false', 'aws:PrincipalIsAWSService': 'true' } }),
    ],
    [
      'AWS services left out by an operator that their key is not documented with',
      when({
        Bool: { 'aws:SecureTransport': 'false' },
        StringEquals: { 'aws:PrincipalIsAWSService': 'false' },
      }),
    ],
    [
      'a Deny to all but AWS services, over TLS too',
      when({ Bool: { 'aws:PrincipalIsAWSService': 'false', 'aws:SecureTransport': 'true' } }),
    ],
    ['Null s3:TlsVersion false', when({ Null: { 's3:TlsVersion': 'false' } })],
    ['Null s3:TlsVersion of both', when({ Null: { 's3:TlsVersion': ['true', 'false'] } })],
    ['NumericLessThan s3:TlsVersion', when({ NumericLessThan: { 's3:TlsVersion': '1.2' } })],
    ['NumericLessThan s3:TlsVersion, raw', when({ NumericLessThan: { 's3:TlsVersion': 1.3 } })],
    ['NumericLessThanIfExists', when({ NumericLessThanIfExists: { 's3:TlsVersion': '1.2' } })],
    [
      'NumericLessThan s3:TlsVersion beside the right test',
      when({
        Bool: { 'aws:SecureTransport': 'false' },
        NumericLessThan: { 's3:TlsVersion': '1.2' },
      }),
    ],
    ['a look-alike key', when({ Bool: { 'aws:SecureTransports': 'false' } })],
    ['an empty Condition', when({})],
    ['an empty operator', when({ Bool: {} })],
    ['an empty operator beside the right test', when({ ...canonical.Condition, StringEquals: {} })],
    ['a Condition that is a string', when('Bool')],
    ['a Condition that is a list', when([canonical.Condition])],
    ['a Condition of null', when(null)],
    ['an action that is a number', { ...canonical, Action: 1 }],
    ['an action list with a number in it', { ...canonical, Action: ['s3:*', 1] }],
    [
      'one statement for readers and one for writers',
      [
        { ...canonical, Action: 's3:Get*' },
        { ...canonical, Action: 's3:Put*' },
      ],
    ],
    [
      'halves that are limited to different people',
      [{ ...on(bucket), Principal: { AWS: '111122223333' } }, on(objects)],
    ],
  ])('%s leaks', (_, statements) => {
    expect(denies(statements, partition)).toBe(false);
  });
});

const statement = {
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: ['arn:aws:s3:::orders', 'arn:aws:s3:::orders/*'],
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
};
const bucket = { name: 'orders', partition: 'aws' };

describe('what leaks is named', () => {
  const both = (kind: string) => [
    { what: 'the bucket', for: kind },
    { what: 'its objects', for: kind },
  ];

  it.each([
    [
      'the bucket',
      { ...statement, Resource: 'arn:aws:s3:::orders/*' },
      [{ what: 'the bucket', for: 'everyone' }],
    ],
    [
      'the objects',
      { ...statement, Resource: 'arn:aws:s3:::orders' },
      [{ what: 'its objects', for: 'everyone' }],
    ],
    ['both', { ...statement, Resource: 'arn:aws:s3:::other' }, both('everyone')],
    ['neither', { ...statement, Resource: '*' }, []],
  ])('%s', (_, statements, expected) => {
    expect(leaks(statements)).toEqual(expected);
  });

  it.each<[string, Json]>([
    ['a Deny over TLS', { Condition: { Bool: { 'aws:SecureTransport': 'true' } } }],
    ['a Deny of reads', { Action: ['s3:Get*', 's3:List*'] }],
    ['a Deny to one account', { Principal: { AWS: '111122223333' } }],
    ['an Allow', { Effect: 'Allow', Condition: { Bool: { 'aws:SecureTransport': 'true' } } }],
    ['another partition', { Resource: ['arn:aws-cn:s3:::orders', 'arn:aws-cn:s3:::orders/*'] }],
    ['some objects', { Resource: ['arn:aws:s3:::orders?', 'arn:aws:s3:::orders/private/*'] }],
  ])('%s certainly leaks', (_, parts) => {
    expect(leaks({ ...statement, ...parts })).toEqual(both('everyone'));
  });

  it.each<[string, unknown]>([
    ['Bool "FALSE"', { Condition: { Bool: { 'aws:SecureTransport': 'FALSE' } } }],
    ['Bool "0"', { Condition: { Bool: { 'aws:SecureTransport': '0' } } }],
    ['StringEquals "False"', { Condition: { StringEquals: { 'aws:SecureTransport': 'False' } } }],
    ['an operator in lower case', { Condition: { bool: { 'aws:SecureTransport': 'false' } } }],
    ['ForAllValues', { Condition: { 'ForAllValues:Bool': { 'aws:SecureTransport': 'false' } } }],
    ['ForAnyValue', { Condition: { 'ForAnyValue:Bool': { 'aws:SecureTransport': 'false' } } }],
    ['Null aws:SecureTransport', { Condition: { Null: { 'aws:SecureTransport': 'false' } } }],
    ['Null s3:TlsVersion', { Condition: { Null: { 's3:TlsVersion': 'true' } } }],
    ['s3:TlsVersion', { Condition: { NumericLessThan: { 's3:TlsVersion': '1.2' } } }],
    ['NotAction', { Action: undefined, NotAction: 'iam:*' }],
    ['NotPrincipal', { Principal: undefined, NotPrincipal: { AWS: '111122223333' } }],
    ['NotResource', { Resource: undefined, NotResource: 'arn:aws:s3:::other' }],
    ['a wildcard for the service', { Action: '*:*' }],
    ['a wildcard for the name of every object', { Resource: ['arn:aws:s3*'] }],
    ['an Effect in lower case', { Effect: 'deny' }],
    ['a policy variable', { Resource: [`arn:aws:s3:::orders$\{*}`, `arn:aws:s3:::$\{x}/*`] }],
  ])('of %s it is only not certain', (_, parts) => {
    expect(leaks({ ...statement, ...(parts as Json) })).toEqual(both('unsure'));
  });

  it('of statements that complement each other it is only not certain', () => {
    const when = (operator: string) => ({
      ...statement,
      Condition: { ...statement.Condition, [operator]: { 'aws:PrincipalOrgID': 'o-1' } },
    });
    expect(leaks([when('StringEquals'), when('StringNotEquals')])).toEqual(both('unsure'));
  });

  it('of actions that make up all between them it is only not certain', () => {
    expect(leaks({ ...statement, Action: ['s3:a*', 's3:?*'] })).toEqual(both('unsure'));
  });

  it('deniesPlainHttp says whether anything leaks', () => {
    const parsed = parsePolicy(JSON.stringify({ Statement: { ...statement, Resource: '*' } }));
    if (!parsed.ok) throw new Error(parsed.error);
    expect(deniesPlainHttp(parsed.document, bucket)).toBe(true);
    expect(deniesPlainHttp({ statements: [] }, bucket)).toBe(false);
  });
});

describe('a Deny to all who are known to be no AWS service', () => {
  const left = (Condition: Json) => ({ ...statement, Condition });
  const inOneBool = left({
    Bool: { 'aws:SecureTransport': 'false', 'aws:PrincipalIsAWSService': 'false' },
  });
  const ifExists = left({
    Bool: { 'aws:SecureTransport': 'false' },
    BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
  });
  const allow = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: '*' };

  it('counts where nothing lets requests in that nobody signed', () => {
    for (const others of [
      [],
      [{ ...allow, Principal: { AWS: '111122223333' } }],
      [{ ...allow, Condition: { Bool: { 'aws:SecureTransport': 'true' } } }],
      [{ ...allow, Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } }],
      [{ ...allow, Condition: { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': 'o-1/*' } } }],
    ]) {
      expect(leaks([inOneBool, ...others])).toEqual([]);
    }
  });

  it('leaves those requests open where something lets them in: they lack the key', () => {
    for (const others of [
      allow,
      { ...allow, Condition: { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } } },
      { ...allow, Condition: { StringEqualsIfExists: { 'aws:PrincipalOrgID': 'o-1' } } },
      { ...allow, Condition: { StringNotEquals: { 'aws:PrincipalOrgID': 'o-1' } } },
      { ...without(allow, 'Principal'), NotPrincipal: { AWS: '111122223333' } },
    ]) {
      expect(leaks([inOneBool, others])).toEqual([
        { what: 'the bucket', for: 'unsigned' },
        { what: 'its objects', for: 'unsigned' },
      ]);
      expect(leaks([ifExists, others])).toEqual([]);
    }
  });
});

describe('statements that cut AWS services off', () => {
  const cutting = (statements: unknown) => {
    const parsed = parsePolicy(JSON.stringify({ Statement: statements }));
    if (!parsed.ok) throw new Error(parsed.error);
    return statementsThatCutServicesOff(parsed.document, bucket).map(({ index }) => index);
  };
  const when = (Condition: Json) => ({ ...statement, Condition });

  it.each<[string, Json]>([
    ['BoolIfExists', { BoolIfExists: { 'aws:SecureTransport': 'false' } }],
    ['StringNotEquals "true"', { StringNotEquals: { 'aws:SecureTransport': 'true' } }],
    ['StringNotLike', { StringNotLike: { 'aws:SecureTransport': 't*' } }],
    ['StringEqualsIfExists', { StringEqualsIfExists: { 'aws:SecureTransport': 'false' } }],
  ])('%s', (_, condition) => {
    expect(cutting([{ ...statement, Effect: 'Allow' }, when(condition)])).toEqual([1]);
  });

  it.each<[string, Json]>([
    ['Bool', { Bool: { 'aws:SecureTransport': 'false' } }],
    ['StringEquals', { StringEquals: { 'aws:SecureTransport': 'false' } }],
    [
      'BoolIfExists with AWS services left out',
      {
        BoolIfExists: { 'aws:SecureTransport': 'false', 'aws:PrincipalIsAWSService': 'false' },
      },
    ],
  ])('%s does not', (_, condition) => {
    expect(cutting(when(condition))).toEqual([]);
  });

  it('not where they are about another bucket', () => {
    const other = { ...when({ BoolIfExists: { 'aws:SecureTransport': 'false' } }) };
    expect(cutting({ ...other, Resource: 'arn:aws:s3:::other/*' })).toEqual([]);
    expect(cutting({ ...other, Resource: 'arn:aws:s3:::orders/*' })).toEqual([0]);
  });
});
