import { describe, expect, it } from 'vitest';
import { parsePolicy } from '../../../shared/core/policy/document.ts';
import { deniesPlainHttp, plainHttpLeaks } from '../../../shared/core/policy/plain-http.ts';

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
    ['Null s3:TlsVersion', when({ Null: { 's3:TlsVersion': 'true' } })],
    ['Null s3:TlsVersion, raw', when({ Null: { 's3:TLSVersion': true } })],
    ['a condition key in lower case', when({ Bool: { 'aws:securetransport': 'false' } })],
    ['a condition key in upper case', when({ Bool: { 'AWS:SECURETRANSPORT': 'false' } })],
    ['a value in a list', when({ Bool: { 'aws:SecureTransport': ['false'] } })],
    ['a raw boolean', when({ Bool: { 'aws:SecureTransport': false } })],
    ['a raw boolean in a list', when({ Bool: { 'aws:SecureTransport': [false] } })],
    ['a list with both values', when({ Bool: { 'aws:SecureTransport': ['false', 'true'] } })],
    [
      'two operators that both hold on plain HTTP',
      when({ Bool: { 'aws:SecureTransport': 'false' }, Null: { 's3:TlsVersion': 'true' } }),
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
        { ...on(objects), Condition: { Null: { 's3:TlsVersion': true } } },
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

describe('what leaks is named', () => {
  const statement = {
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  };

  it.each([
    ['the bucket', { ...statement, Resource: 'arn:aws:s3:::orders/*' }, ['the bucket']],
    ['the objects', { ...statement, Resource: 'arn:aws:s3:::orders' }, ['its objects']],
    ['both', { ...statement, Resource: 'arn:aws:s3:::other' }, ['the bucket', 'its objects']],
    ['neither', { ...statement, Resource: '*' }, []],
  ])('%s', (_, statements, expected) => {
    expect(leaks(statements)).toEqual(expected);
  });

  it('deniesPlainHttp says whether anything leaks', () => {
    const parsed = parsePolicy(JSON.stringify({ Statement: { ...statement, Resource: '*' } }));
    if (!parsed.ok) throw new Error(parsed.error);
    expect(deniesPlainHttp(parsed.document, { name: 'orders', partition: 'aws' })).toBe(true);
    expect(deniesPlainHttp({ statements: [] }, { name: 'orders', partition: 'aws' })).toBe(false);
  });
});
