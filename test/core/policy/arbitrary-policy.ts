import fc from 'fast-check';
import type { Request } from '../../oracle/evaluate.ts';
import { READINGS } from '../../oracle/readings.ts';

/** A bucket to judge, with the ARNs that policies name it by. */
export interface TestBucket {
  readonly name: string;
  readonly region: string;
  readonly account: string;
  readonly partition: string;
}

/** A policy's text, and the source text of each of its statements as it stands there. */
export interface GeneratedPolicy {
  readonly bucket: TestBucket;
  readonly text: string;
  readonly statements: readonly string[];
  /** Whether `Statement` is a single object. */
  readonly single: boolean;
  /** The policy without what stands around its TLS statements, where it is made of nothing else. */
  readonly alone?: string;
  /** Which reading of AWS's documentation to judge by, beside the strict one. */
  readonly reading: number;
}

type Json = null | boolean | number | string | bigint | Json[] | { [name: string]: Json };

const ACCOUNT = '111122223333';
const OTHER_ACCOUNT = '444455556666';
const STRANGER = '777788889999';
const USERNAME = `$\{aws:username}`;

const bucketArbitrary = fc.record({
  name: fc.constantFrom('orders', 'orders-eu', 'a.b-c'),
  region: fc.constant('eu-central-1'),
  account: fc.constant(ACCOUNT),
  partition: fc.constantFrom('aws', 'aws-cn', 'aws-us-gov', 'aws-eusc'),
});

const reading = fc.nat({ max: READINGS - 1 });

/** Policies with anything from nothing to everything right about plain HTTP, printed in any style. */
export const policyArbitrary: fc.Arbitrary<GeneratedPolicy> = bucketArbitrary.chain((bucket) =>
  fc
    .record({
      statements: fc.array(statement(bucket), { minLength: 1, maxLength: 6 }),
      single: fc.constantFrom(true, false, false, false),
      frame: frame(),
      style: style(),
      reading,
    })
    .map(({ statements, single, frame, style, reading }) => {
      const print = printer(style);
      const element: Json =
        single && statements[0] !== undefined ? statements[0] : (statements as Json[]);
      const depth = Array.isArray(element) ? 2 : 1;
      const shown = Array.isArray(element) ? statements : statements.slice(0, 1);
      return {
        bucket,
        text: print({ ...frame.before, Statement: element, ...frame.after }, 0),
        statements: shown.map((one) => print(one, depth)),
        single: !Array.isArray(element),
        reading,
      };
    }),
);

/** Policies made of nothing but forms that deny plain HTTP, with other statements around them. */
export const tightPolicyArbitrary: fc.Arbitrary<GeneratedPolicy> = bucketArbitrary.chain((bucket) =>
  fc
    .record({
      around: fc.array(ordinaryStatement(bucket), { maxLength: 3 }),
      tight: fc.oneof(
        tlsStatement(bucket, always).map((one) => [one]),
        fc.tuple(tlsStatement(bucket, always), tlsStatement(bucket, always)).map(([one, two]) => [
          { ...one, Resource: arnOf(bucket) },
          { ...two, Resource: [`${arnOf(bucket)}/*`] },
        ]),
      ),
      style: style(),
    })
    .map(({ around, tight, style }) => {
      const statements = [...around.slice(0, 1), ...tight, ...around.slice(1)];
      const print = printer(style);
      return {
        bucket,
        text: print({ Version: '2012-10-17', Statement: statements }, 0),
        statements: statements.map((one) => print(one, 2)),
        single: false,
        alone: print({ Version: '2012-10-17', Statement: tight }, 0),
        reading: 0,
      };
    }),
);

function arnOf({ partition, name }: TestBucket): string {
  return `arn:${partition}:s3:::${name}`;
}

function statement(bucket: TestBucket): fc.Arbitrary<{ [name: string]: Json }> {
  return fc.oneof(
    { weight: 3, arbitrary: tlsStatement(bucket, mostly) },
    { weight: 3, arbitrary: almostTlsStatement(bucket) },
    { weight: 5, arbitrary: ordinaryStatement(bucket) },
    { weight: 1, arbitrary: oddStatement(bucket) },
  );
}

type Chooser = <Value>(good: fc.Arbitrary<Value>, bad: fc.Arbitrary<Value>) => fc.Arbitrary<Value>;

const always: Chooser = (good) => good;
const mostly: Chooser = (good, bad) =>
  fc.oneof({ weight: 9, arbitrary: good }, { weight: 1, arbitrary: bad });

/** The forms that were taken for tight, or for leaks, without a source that says so. */
const doubtfulCondition = () =>
  from(
    // Counts only where nothing lets requests in that nobody signed.
    { Bool: { 'aws:SecureTransport': 'false', 'aws:PrincipalIsAWSService': 'false' } },
    { Bool: { 'aws:SecureTransport': 'FALSE' } },
    { bool: { 'aws:SecureTransport': 'false' } },
    { 'ForAllValues:Bool': { 'aws:SecureTransport': 'false' } },
    { Null: { 's3:TlsVersion': 'true' } },
    { Null: { 's3:TlsVersion': true }, Bool: { 'aws:SecureTransport': 'false' } },
  );

/** Right in all but one part, most often in its Condition: what a slip in judging takes for tight. */
function almostTlsStatement(bucket: TestBucket): fc.Arbitrary<{ [name: string]: Json }> {
  return fc.oneof(
    fc
      .tuple(tlsStatement(bucket, always), doubtfulCondition())
      .map(([tight, Condition]) => ({ ...tight, Condition })),
    fc.nat({ max: 5 }).chain((wrong) => {
      let part = 0;
      return tlsStatement(bucket, (good, bad) => (part++ === wrong ? bad : good));
    }),
  );
}

const from = (...values: Json[]): fc.Arbitrary<Json> => fc.constantFrom<Json[]>(...values);

function tlsStatement(bucket: TestBucket, choose: Chooser): fc.Arbitrary<{ [name: string]: Json }> {
  const arn = arnOf(bucket);
  return fc
    .record({
      Sid: sid(),
      Effect: choose(from('Deny'), from('Allow', 'deny')),
      Principal: choose(
        from('*', { AWS: '*' }, { AWS: ['*'] }, { AWS: [ACCOUNT, '*'] }),
        from({ AWS: ACCOUNT }, { Service: 'logging.s3.amazonaws.com' }, { CanonicalUser: '*' }, [
          '*',
        ]),
      ),
      Action: choose(
        from('s3:*', '*', ['s3:*'], 'S3:*', ['s3:GetObject', 's3:*'], 's3:**'),
        from(
          's3:Get*',
          's3:?*',
          ['s3:Get*', 's3:Put*', 's3:List*'],
          's3:*Object*',
          's3:*Bucket*',
          '*:*',
          's?:*',
          '*3:*',
          's3*',
          [],
        ),
      ),
      Resource: choose(
        from(
          [arn, `${arn}/*`],
          [`${arn}/*`, arn],
          '*',
          `${arn}*`,
          [`${arn}**`],
          [`${arn.slice(0, -1)}?`, `${arn}/*`],
        ),
        from(
          arn,
          `${arn}/*`,
          [arn, `${arn}/a*`],
          [arn, `${arn}/?*`],
          [arn, `${arn}/*/*`],
          `${arn}-logs*`,
          [arn, `${arn}/${USERNAME}*`],
          `${arn.replace(/^arn:[\w-]+/, 'arn:aws-iso')}*`,
          'arn:aws*:s3*',
        ),
      ),
      Condition: choose(
        from(
          { Bool: { 'aws:SecureTransport': 'false' } },
          { Bool: { 'aws:securetransport': [false] } },
          { BoolIfExists: { 'aws:SecureTransport': false } },
          { Bool: { 'aws:SecureTransport': ['true', 'false'] } },
          { StringEquals: { 'AWS:SecureTransport': 'false' } },
          { StringNotEquals: { 'aws:SecureTransport': ['true'] } },
          { StringNotEqualsIfExists: { 'aws:SecureTransport': 'true' } },
          { StringLike: { 'aws:SecureTransport': 'f?lse' } },
          {
            Bool: { 'aws:SecureTransport': 'false' },
            BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
          },
          {
            BoolIfExists: { 'aws:SecureTransport': false, 'aws:principalisawsservice': [false] },
          },
        ),
        from(
          {},
          { Bool: {} },
          { Bool: { 'aws:SecureTransport': [] } },
          { Bool: { 'aws:SecureTransport': 'false', 'aws:PrincipalIsAWSService': 'true' } },
          { Bool: { 'aws:SecureTransport': 'true' } },
          { StringNotEquals: { 'aws:SecureTransport': ['true', 'false'] } },
          { StringEquals: { 'aws:SecureTransport': 'False' } },
          { 'ForAnyValue:Bool': { 'aws:SecureTransport': 'true' } },
          { 'ForAllValues:StringEquals': { 'aws:SecureTransport': 'true' } },
          { Null: { 's3:TlsVersion': 'false' } },
          { Null: { 'aws:SecureTransport': 'true' } },
          { NumericLessThan: { 's3:TlsVersion': '1.2' } },
          { NumericLessThan: { 's3:TlsVersion': 1.3 } },
          { Bool: { 'aws:SecureTransport': false, 'aws:securetransport': true } },
          {
            Bool: { 'aws:SecureTransport': 'false' },
            StringEquals: { 'aws:SourceVpce': 'vpce-1' },
          },
          { Bool: { 'aws:SecureTransport': 'false', 's3:TlsVersion': 'true' } },
          {
            Bool: { 'aws:SecureTransport': 'false' },
            NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' },
          },
          { StringNotEquals: { 'aws:username': 'ann' } },
          'Bool',
        ),
      ),
      hole: choose(from(null), from('Principal', 'Action', 'Resource')),
    })
    .map(({ hole, ...rest }) => {
      const statement = pruned(rest);
      return typeof hole === 'string' ? negated(statement, hole) : statement;
    });
}

function ordinaryStatement(bucket: TestBucket): fc.Arbitrary<{ [name: string]: Json }> {
  const arn = arnOf(bucket);
  const { partition } = bucket;
  return fc
    .record({
      Sid: sid(),
      Effect: from('Allow', 'Allow', 'Allow', 'Deny'),
      Principal: from(
        '*',
        { AWS: '*' },
        { AWS: `arn:${partition}:iam::${ACCOUNT}:user/ann` },
        { AWS: [ACCOUNT, `arn:${partition}:iam::${OTHER_ACCOUNT}:root`] },
        { Service: 'logging.s3.amazonaws.com' },
        { Federated: 'graph.facebook.com' },
        { AWS: OTHER_ACCOUNT, Service: ['logging.s3.amazonaws.com'] },
      ),
      Action: from(
        's3:GetObject',
        ['s3:Get*', 's3:List*'],
        's3:*',
        's3:PutObject',
        '*',
        's3:ListBucket',
      ),
      Resource: from(
        arn,
        `${arn}/*`,
        [arn, `${arn}/*`],
        `${arn}/public/*`,
        '*',
        [`arn:${partition}:s3:::other/*`],
        `${arn}/${USERNAME}/*`,
      ),
      Condition: from(
        null,
        null,
        { StringEquals: { 'aws:SourceVpce': ['vpce-1', 'vpce-2'] } },
        { StringLike: { 'aws:SourceVpc': 'vpc-*' } },
        { IpAddress: { 'aws:SourceIp': ['203.0.113.0/24', '10.0.0.0/8'] } },
        { NotIpAddress: { 'aws:SourceIp': '0.0.0.0/1' } },
        { Bool: { 'aws:SecureTransport': true } },
        { NumericLessThan: { 's3:TlsVersion': 1.2 } },
        { NumericGreaterThanEquals: { 's3:TlsVersion': 12345678901234567890n } },
        { StringEqualsIfExists: { 'aws:PrincipalOrgID': 'o-1' } },
        { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } },
        { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': 'o-1/*' } },
        { Null: { 'aws:PrincipalOrgID': false }, StringNotEquals: { 'aws:username': 'bob' } },
      ),
      hole: from(null, null, null, null, 'Principal', 'Action', 'Resource'),
    })
    .map(({ hole, Condition, ...rest }) => {
      const statement = pruned(Condition === null ? rest : { ...rest, Condition });
      return typeof hole === 'string' ? negated(statement, hole) : statement;
    });
}

/** Statements that IAM does not define. */
function oddStatement(bucket: TestBucket): fc.Arbitrary<{ [name: string]: Json }> {
  return tlsStatement(bucket, always).chain((tight) =>
    fc.constantFrom<{ [name: string]: Json }>(
      { ...tight, effect: 'Allow' },
      { ...tight, condition: { StringEquals: { 'aws:username': 'ann' } } },
      { ...tight, Effect: 'DENY' },
      { ...tight, Principal: {} },
      { ...tight, Principal: { AWS: 7 } },
      { ...tight, Action: null },
      { ...tight, Action: ['s3:*', ['s3:*']] },
      { ...tight, NotAction: 's3:Get*' },
      { ...tight, Resource: { arn: '*' } },
      { ...tight, Condition: null },
      { ...tight, Condition: { Bool: { 'aws:SecureTransport': null } } },
      {},
    ),
  );
}

function sid(): fc.Arbitrary<Json> {
  return from(null, 'DenyInsecureTransport', 'DenyInsecureTransport2', 'Own', 'Straße', 7);
}

/** Without Sid and Condition where they are nothing: the forms with neither are as usual. */
function pruned(statement: { [name: string]: Json }): { [name: string]: Json } {
  return Object.fromEntries(Object.entries(statement).filter(([, value]) => value !== null));
}

function negated(statement: { [name: string]: Json }, name: string): { [name: string]: Json } {
  return Object.fromEntries(
    Object.entries(statement).map(([key, value]) => [key === name ? `Not${name}` : key, value]),
  );
}

function frame() {
  const part = fc.constantFrom<{ [name: string]: Json }>(
    { Version: '2012-10-17' },
    { Version: '2008-10-17' },
    { Id: 'Größe 1' },
    { Version: '2012-10-17', Id: 'Policy1' },
    {},
  );
  return fc.record({ before: part, after: part }).map(({ before, after }) => ({
    before,
    after: Object.fromEntries(Object.entries(after).filter(([name]) => !(name in before))),
  }));
}

interface Style {
  readonly indent: string;
  readonly lineBreak: string;
  readonly colon: string;
  readonly comma: string;
  readonly escapes: 'none' | 'solidus' | 'unicode';
}

function style(): fc.Arbitrary<Style> {
  return fc.record({
    indent: fc.constantFrom('', '', '  ', '    ', '\t'),
    lineBreak: fc.constantFrom('\n', '\r\n'),
    colon: fc.constantFrom(':', ': ', ' : '),
    comma: fc.constantFrom(',', ', '),
    escapes: fc.constantFrom('none', 'none', 'solidus', 'unicode'),
  });
}

/** Prints JSON as people and tools do: big integers as such, fractions with a zero more. */
function printer({ indent, lineBreak, colon, comma, escapes }: Style) {
  const string = (value: string) => {
    const plain = JSON.stringify(value);
    if (escapes === 'none') return plain;
    if (escapes === 'solidus') return plain.replaceAll('/', '\\/');
    return plain.replace(/[^\x20-\x7e]|[S*]/g, (char) => {
      return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
    });
  };
  const block = (open: string, parts: string[], close: string, depth: number) => {
    if (parts.length === 0) return open + close;
    if (indent === '') return open + parts.join(comma) + close;
    const inner = lineBreak + indent.repeat(depth + 1);
    return `${open}${inner}${parts.join(`,${inner}`)}${lineBreak}${indent.repeat(depth)}${close}`;
  };
  const print = (value: Json, depth: number): string => {
    if (Array.isArray(value)) {
      const parts = value.map((item) => print(item, depth + 1));
      return block('[', parts, ']', depth);
    }
    if (typeof value === 'object' && value !== null) {
      const parts = Object.entries(value).map(
        ([name, member]) => string(name) + colon + print(member, depth + 1),
      );
      return block('{', parts, '}', depth);
    }
    if (typeof value === 'string') return string(value);
    return typeof value === 'number' && !Number.isInteger(value) ? `${value}0` : String(value);
  };
  return print;
}

/** Who asks, with what AWS says of them in the request. */
const who = (partition: string): readonly Pick<Request, 'principal' | 'context'>[] => {
  const signed = (arn: string, rest: Request['context'] = {}) => ({
    principal: { type: 'AWS' as const, arn },
    context: {
      'aws:principalisawsservice': ['false'],
      'aws:principalarn': [arn],
      'aws:principalaccount': [arn.split(':')[4] ?? ''],
      ...rest,
    },
  });
  const user = `arn:${partition}:iam::${ACCOUNT}:user/ann`;
  return [
    // Of nobody there is nothing to say.
    { principal: { type: 'anonymous' }, context: { 'aws:principalaccount': ['anonymous'] } },
    signed(user, {
      'aws:username': ['ann'],
      'aws:principalorgid': ['o-1'],
      'aws:principalorgpaths': ['o-1/r-1/'],
    }),
    signed(`arn:${partition}:iam::${OTHER_ACCOUNT}:role/x`),
    signed(`arn:${partition}:iam::${STRANGER}:role/x`),
  ];
};

/** Requests of everyone, for every kind of resource, from every place, over every transport. */
export function requestsOn(bucket: TestBucket): readonly Request[] {
  const made = requestsByArn.get(arnOf(bucket)) ?? makeRequests(bucket);
  requestsByArn.set(arnOf(bucket), made);
  return made;
}

const requestsByArn = new Map<string, readonly Request[]>();

function makeRequests(bucket: TestBucket): readonly Request[] {
  const arn = arnOf(bucket);
  const calls = [
    ...['s3:ListBucket', 's3:PutBucketPolicy', 's3:DeleteBucket'].map((action) => ({
      action,
      resource: arn,
    })),
    ...['a', 'b/c.csv', 'public/x', 'ann/y', '-'].map((key) => ({
      action: 's3:GetObject',
      resource: `${arn}/${key}`,
    })),
    { action: 's3:PutObjectTagging', resource: `${arn}/public/x` },
    ...['s3:PutObject', 's3:DeleteObject'].flatMap((action) =>
      ['x', 'some/other key'].map((key) => ({ action, resource: `${arn}/${key}` })),
    ),
  ];
  const places: Request['context'][] = [
    { 'aws:sourceip': ['203.0.113.7'] },
    { 'aws:sourceip': ['10.1.2.3'], 'aws:sourcevpce': ['vpce-1'], 'aws:sourcevpc': ['vpc-1'] },
  ];
  const transports: Request['context'][] = [
    // No source says whether plain HTTP has a version of TLS.
    { 'aws:securetransport': ['false'] },
    { 'aws:securetransport': ['false'], 's3:tlsversion': ['0'] },
    { 'aws:securetransport': ['true'], 's3:tlsversion': ['1.2'] },
    { 'aws:securetransport': ['true'], 's3:tlsversion': ['1.3'] },
  ];
  const ofPeople = who(bucket.partition).flatMap(({ principal, context }) =>
    calls.flatMap((call) =>
      places.flatMap((place, index) =>
        // From the second place over one transport of each kind: that is enough to tell places apart.
        transports
          .filter((_, which) => index === 0 || which % 2 === 0)
          .map((transport) => ({
            principal,
            ...call,
            context: { ...context, ...place, ...transport },
          })),
      ),
    ),
  );
  return [...ofPeople, ...calls.map((call) => ({ ...call, ...REDACTED_CALL }))];
}

/** A call by an AWS service, from which AWS takes out where from and how it came. */
const REDACTED_CALL: Pick<Request, 'principal' | 'context'> = {
  principal: { type: 'Service', name: 'logging.s3.amazonaws.com' },
  context: { 'aws:principalisawsservice': ['true'], 'aws:sourceaccount': [ACCOUNT] },
};
