import { describe, expect, it } from 'vitest';
import { parsePolicy } from '../../../shared/core/policy/document.ts';

function errorOf(text: string): string {
  const parsed = parsePolicy(text);
  return parsed.ok ? 'none' : parsed.error;
}

function statementOf(statement: unknown) {
  const parsed = parsePolicy(JSON.stringify({ Statement: [statement] }));
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.document.statements[0];
}

describe('a text that is no policy is told with what is wrong and where', () => {
  it.each([
    ['empty', '', /^not JSON: /],
    ['not JSON', 'Allow everybody', /^not JSON: Unexpected token/],
    ['cut off', '{"Statement":[{"Effect":"Allow"', /^not JSON: .*position 31/],
    ['JSON with comments', '{"Statement":[{}] /* none */}', /^not JSON: /],
    ['JSON with a trailing comma', '{"Statement":[{},]}', /^not JSON: /],
    ['a byte order mark', '\uFEFF{"Statement":[{}]}', /^not JSON: /],
    ['nested deeply', '['.repeat(100) + ']'.repeat(100), /^nested too deeply$/],
    ['nested very deeply', '['.repeat(2_000) + ']'.repeat(2_000), /^nested too deeply$/],
    ['nested absurdly', '['.repeat(100_000) + ']'.repeat(100_000), /^nested too deeply$/],
    ['a string', '"policy"', /^a string, not an object$/],
    ['a list', '[{"Effect":"Allow"}]', /^a list, not an object$/],
    ['null', 'null', /^null, not an object$/],
    ['no Statement', '{"Version":"2012-10-17"}', /^it has no Statement$/],
    ['Statement in lower case', '{"statement":[{}]}', /"statement" where IAM wants "Statement"$/],
    ['an empty Statement', '{"Statement":[]}', /^Statement is empty$/],
    ['a null Statement', '{"Statement":null}', /^Statement is null, not a list$/],
    ['a text as Statement', '{"Statement":"Allow"}', /^Statement is a string, not a list$/],
    [
      'a statement that is a list',
      '{"Statement":[{},[]]}',
      /^Statement\[1\] is a list, not an obj/,
    ],
    ['a statement that is null', '{"Statement":[null]}', /^Statement\[0\] is null, not an object$/],
    ['two Statements', '{"Statement":[{}],"Statement":[{}]}', /^"Statement" stands twice in the/],
    [
      'an element twice',
      '{"Statement":[{},{"Action":"s3:*","Effect":"Deny","Action":"s3:Get*"}]}',
      /^"Action" stands twice in Statement\[1\]$/,
    ],
    [
      'an element twice, once in escapes',
      '{"Statement":[{"Effect":"Deny","\\u0045ffect":"Allow"}]}',
      /^"Effect" stands twice in Statement\[0\]$/,
    ],
    [
      'a condition key twice',
      '{"Statement":{"Condition":{"Bool":{"aws:SecureTransport":"true","aws:SecureTransport":"false"}}}}',
      /^"aws:SecureTransport" stands twice in Statement\.Condition\.Bool$/,
    ],
  ])('%s', (_, text, expected) => {
    expect(errorOf(text)).toMatch(expected);
  });
});

describe('a statement', () => {
  it('is read into lists, whether its values stand in lists or not', () => {
    const expected = {
      index: 0,
      sid: 'Read',
      effect: 'Allow',
      principal: {
        sense: 'only',
        values: [
          { type: 'AWS', value: '111122223333' },
          { type: 'Service', value: 's.amazonaws.com' },
        ],
      },
      action: { sense: 'only', values: ['s3:GetObject'] },
      resource: { sense: 'only', values: ['*'] },
      condition: [{ operator: 'Bool', key: 'aws:securetransport', values: ['true'] }],
    };
    const single = {
      Sid: 'Read',
      Effect: 'Allow',
      Principal: { AWS: '111122223333', Service: 's.amazonaws.com' },
      Action: 's3:GetObject',
      Resource: '*',
      Condition: { Bool: { 'aws:SecureTransport': true } },
    };
    const lists = {
      ...single,
      Principal: { AWS: ['111122223333'], Service: ['s.amazonaws.com'] },
      Action: ['s3:GetObject'],
      Resource: ['*'],
      Condition: { Bool: { 'aws:SecureTransport': ['true'] } },
    };
    expect(statementOf(single)).toEqual(expected);
    expect(statementOf(lists)).toEqual(expected);
  });

  it('is found where Statement is a single object', () => {
    const parsed = parsePolicy('{"Statement":{"Sid":"One"}}');
    expect(parsed.ok && parsed.document.statements.map(({ sid }) => sid)).toEqual(['One']);
  });

  it('keeps what it excludes apart', () => {
    const statement = statementOf({
      Effect: 'Deny',
      NotPrincipal: { AWS: '*' },
      NotAction: 's3:*',
      NotResource: ['a', 'b'],
    });
    expect(statement?.effect).toBe('Deny');
    expect(statement?.principal).toMatchObject({ sense: 'except' });
    expect(statement?.action).toEqual({ sense: 'except', values: ['s3:*'] });
    expect(statement?.resource).toEqual({ sense: 'except', values: ['a', 'b'] });
    expect(statement?.condition).toEqual([]);
  });

  it('turns raw numbers and booleans of conditions into strings, as S3 does', () => {
    const statement = statementOf({
      Condition: { NumericLessThan: { 's3:max-keys': [10, true] } },
    });
    expect(statement?.condition).toEqual([
      { operator: 'NumericLessThan', key: 's3:max-keys', values: ['10', 'true'] },
    ]);
  });

  it('has no Sid where that is no string', () => {
    expect(statementOf({ Sid: 7 })?.sid).toBeUndefined();
  });

  it.each([
    ['Effect missing', {}, 'effect'],
    ['Effect in another case', { Effect: 'ALLOW' }, 'effect'],
    ['an unknown element', { Effect: 'Deny', Conditions: {} }, 'effect'],
    ['Principal missing', {}, 'principal'],
    ['Principal as a name', { Principal: '111122223333' }, 'principal'],
    ['Principal as a list', { Principal: ['*'] }, 'principal'],
    ['Principal as an empty object', { Principal: {} }, 'principal'],
    ['Principal of an unknown type', { Principal: { AWS: '*', aws: '*' } }, 'principal'],
    ['Principal with an empty list', { Principal: { AWS: [] } }, 'principal'],
    ['Principal and NotPrincipal', { Principal: '*', NotPrincipal: '*' }, 'principal'],
    ['Action and NotAction', { Action: '*', NotAction: '*' }, 'action'],
    ['Action as an object', { Action: { s3: '*' } }, 'action'],
    ['Action as an empty list', { Action: [] }, 'action'],
    ['Action with null in it', { Action: ['s3:*', null] }, 'action'],
    ['Resource as a number', { Resource: 1 }, 'resource'],
    ['Resource as nested lists', { Resource: [['*']] }, 'resource'],
    ['Condition as null', { Condition: null }, 'condition'],
    ['Condition as an empty object', { Condition: {} }, 'condition'],
    ['an operator without keys', { Condition: { Bool: {} } }, 'condition'],
    ['an operator that is a string', { Condition: { Bool: 'false' } }, 'condition'],
    ['a condition value of null', { Condition: { Bool: { k: null } } }, 'condition'],
    ['condition values with an object', { Condition: { Bool: { k: ['a', {}] } } }, 'condition'],
    ['no condition values', { Condition: { Bool: { k: [] } } }, 'condition'],
  ] as const)('%s is unresolvable', (_, statement, part) => {
    expect(statementOf(statement)?.[part]).toBe('unresolvable');
  });
});
