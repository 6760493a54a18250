import fc from 'fast-check';
import { tlsOnly } from '../../../shared/controls/tls-only.ts';
import { parsePolicy } from '../../../shared/core/policy/document.ts';
import { isPublic } from '../../../shared/core/policy/public.ts';
import { hasAdded, samePolicy } from '../../../shared/core/policy/same-policy.ts';
import { policyBytes } from '../../../shared/core/policy/size.ts';
import { stalePrincipals } from '../../../shared/core/policy/stale-principals.ts';
import { judgeOnly } from '../../controls/judge.ts';
import { growthOf, MOST_GROWTH } from '../growth.ts';

const BUCKET = {
  kind: 'bucket' as const,
  name: 'orders',
  region: 'us-east-1',
  account: '111122223333',
  partition: 'aws',
};
const TLS = {
  Sid: 'TLS',
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: ['arn:aws:s3:::orders', 'arn:aws:s3:::orders/*'],
  Condition: { Bool: { 'aws:SecureTransport': 'true' } },
};
const OPEN = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: '*' };

const statements = (...list: unknown[]) =>
  JSON.stringify({ Statement: [...list, { Sid: 'last' }] });
const value =
  (key: string, operator = 'StringLike') =>
  (filler: string) =>
    statements(TLS, { ...OPEN, Condition: { [operator]: { [key]: filler } } });
const many = (count: number, make: (index: number) => unknown) =>
  Array.from({ length: count }, (_, index) => make(index));

/** Where a text that grows stands in a policy. */
const TEXT_PLACES: Readonly<Record<string, (filler: string) => string>> = {
  Sid: (filler) => statements({ ...TLS, Sid: filler }),
  Effect: (filler) => statements({ ...TLS, Effect: filler }),
  Principal: (filler) => statements({ ...TLS, Principal: { AWS: filler } }),
  Action: (filler) => statements({ ...TLS, Action: filler }),
  'Action of S3': (filler) => statements({ ...TLS, Action: `s3:${filler}` }),
  Resource: (filler) => statements({ ...TLS, Resource: filler }),
  'Resource of objects': (filler) =>
    statements({ ...TLS, Resource: `arn:aws:s3:::orders/${filler}` }),
  'Resource of S3': (filler) => statements({ ...TLS, Resource: `arn:aws:s3:::${filler}` }),
  operator: (filler) => statements({ ...TLS, Condition: { [filler]: { 'aws:SourceIp': 'x' } } }),
  key: (filler) => statements({ ...TLS, Condition: { Bool: { [filler]: 'false' } } }),
  'aws:SecureTransport': value('aws:SecureTransport'),
  'aws:SourceIp': value('aws:SourceIp', 'IpAddress'),
  'aws:userid': value('aws:userid'),
  'aws:PrincipalArn': value('aws:PrincipalArn'),
  'aws:PrincipalOrgPaths': value('aws:PrincipalOrgPaths'),
  's3:DataAccessPointArn': value('s3:DataAccessPointArn'),
  'an element of its own': (filler) => statements({ ...TLS, [filler]: 1 }),
  'no policy': (filler) => filler,
};

/** Where something stands in a policy as often as it likes. */
const LIST_PLACES: Readonly<Record<string, (count: number) => string>> = {
  statements: (count) => statements(...many(count, () => TLS)),
  'statements with different Sids': (count) =>
    statements(...many(count, (index) => ({ Sid: `DenyInsecureTransport${index + 2}` }))),
  actions: (count) => statements({ ...TLS, Action: many(count, (index) => `s3:Get${index}*`) }),
  resources: (count) =>
    statements({ ...TLS, Resource: many(count, (index) => `arn:aws:s3:::*${index}`) }),
  principals: (count) =>
    statements({ ...TLS, Principal: { AWS: many(count, (index) => `AIDA${index}`) } }),
  values: (count) =>
    value('aws:SecureTransport')(many(count, (index) => `v${index}`) as unknown as string),
  keys: (count) => {
    const keys = Object.fromEntries(
      many(count, (index) => [`aws:${index}`, 'x']) as [string, string][],
    );
    return statements({ ...TLS, Condition: { StringEquals: keys } });
  },
  operators: (count) => {
    const each = many(count, (index) => [`Bool${index}`, { 'aws:SecureTransport': 'x' }]);
    return statements({ ...TLS, Condition: Object.fromEntries(each as [string, object][]) });
  },
  'a large item beside many small ones': (count) =>
    statements({ Sid: 'z'.repeat(count) }, ...many(count, (index) => ({ Sid: `${index}` }))),
  'blanks between statements': (count) =>
    `{"Statement":[{"Sid":"a"},${' '.repeat(count)}{"Sid":"b"},{"Sid":"c"}]}`,
  'blanks before a statement that breaks lines': (count) =>
    `{"Statement":[${'\t'.repeat(count)}\n{"Sid":"b"},${' '.repeat(count)}{\n"Sid":"c"}]}`,
  'line breaks before a statement': (count) =>
    `{"Statement":[${'\r\n'.repeat(count)}{\n"Sid":"c"}]}`,
};

/** A policy that can be made of any length. */
export interface LongPolicy {
  readonly place: string;
  /** What is repeated, with something before and behind it; of a list nothing. */
  readonly unit: string;
  readonly before: string;
  readonly after: string;
}

const piece = fc.constantFrom(
  ...[' ', '\t', '\n', '*', '?', ':', '/', '-', '.', '%', '"', '\\', '{', '[', ',', '0', 'a', 'ö'],
  ...['${', '}', '::', 'arn:', 's3:', 'AROA', 'AIDA', 'o-', '1.', 'f?', '*a', '000000000000'],
);
const unit = fc.array(piece, { minLength: 1, maxLength: 3 }).map((pieces) => pieces.join(''));
const edge = fc.array(piece, { maxLength: 2 }).map((pieces) => pieces.join(''));

export const longPolicy: fc.Arbitrary<LongPolicy> = fc.record({
  place: fc.constantFrom(...Object.keys(TEXT_PLACES), ...Object.keys(LIST_PLACES)),
  unit,
  before: edge,
  after: edge,
});

/** Every place once, with what slowed judging down before. */
export const LONG_POLICIES: readonly LongPolicy[] = [
  ...Object.keys(TEXT_PLACES).flatMap((place) =>
    ['?', ' ', ':', '*a'].map((unit) => ({ place, unit, before: '', after: 'x' })),
  ),
  ...Object.keys(LIST_PLACES).map((place) => ({ place, unit: '', before: '', after: '' })),
];

/** A policy with a part of a length. */
function textOf({ place, unit, before, after }: LongPolicy, length: number): string {
  const filler = () => before + unit.repeat(Math.ceil(length / unit.length)) + after;
  const list = LIST_PLACES[place];
  if (list === undefined) return TEXT_PLACES[place]?.(filler()) ?? '';
  const perItem = (list(200).length - list(100).length) / 100;
  return list(Math.ceil(length / perItem));
}

/** Everything that reads a policy's text. */
function readAll(text: string): void {
  judgeOnly(tlsOnly, { state: 'present', value: text }, BUCKET);
  const parsed = parsePolicy(text);
  if (parsed.ok) {
    isPublic(parsed.document);
    stalePrincipals(parsed.document);
  }
  samePolicy(text, `${text} `);
  hasAdded(text, undefined, text);
  policyBytes(text);
}

/** How the time to read a policy grows with its length. Throws where that is more than in step with it. */
export function checkGrowth(policy: LongPolicy): number {
  const growth = growthOf((length) => textOf(policy, length), readAll);
  if (growth > MOST_GROWTH) {
    throw new Error(`takes ${Math.round(growth)} times as long for 16 times the length`);
  }
  return growth;
}
