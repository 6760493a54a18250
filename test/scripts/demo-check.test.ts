import { describe, expect, test } from 'vitest';
import { type Evidence, promisesOf } from '../../scripts/demo/check.ts';
import { tlsDeny } from '../../scripts/demo/policies.ts';
import { isBroken } from '../../scripts/demo/promised.ts';
import { configRuleName, type Scenario, scenarios } from '../../scripts/demo/scenarios.ts';

const allOn = ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'];

const controls: Record<string, string> = {
  PutBucketEncryption: 'default-encryption',
  PutBucketPolicy: 'tls-only',
  PutPublicAccessBlock: 'block-public-access',
};

/** What the demo sees of a bucket that came out as promised. */
function perfect({ name, drift, promise }: Scenario): Evidence {
  const policy = promise.writes.includes('PutBucketPolicy')
    ? withStatement(drift.policy, { Sid: 'DenyInsecureTransport', ...tlsDeny(name) })
    : drift.policy;
  const told = promise.writes.map((write) => ({ id: controls[write] ?? '', status: 'fixed' }));
  const untold = { id: 'tls-only', status: 'blocked', obstacle: { kind: promise.cannot ?? '' } };
  const trigger = drift.unheard
    ? { kind: 'config-evaluation', ruleName: configRuleName }
    : { kind: 'api-call' };
  return {
    before: {
      publicAccessBlock: [],
      readers: { owner: 'got it', ...promise.before },
    },
    after: {
      encryption: promise.encryption,
      publicAccessBlock: allOn,
      ...(policy === undefined ? {} : { policy }),
      readers: {
        owner: 'got it',
        plain: promise.cannot ? 'got it' : 'refused',
        anybody: 'refused',
      },
    },
    writes: promise.writes,
    alerts:
      promise.writes.length === 0
        ? []
        : [
            {
              bucket: { name },
              controls: promise.cannot ? [...told, untold] : told,
              triggers: [trigger],
            },
          ],
  };
}

function withStatement(text = '{"Version":"2012-10-17","Statement":[]}', added: object): string {
  const { Statement, ...rest } = JSON.parse(text);
  return JSON.stringify({ ...rest, Statement: [...Statement, added] });
}

function scenario(name: string): Scenario {
  const found = scenarios.find((one) => one.name === name);
  if (!found) throw new Error(`no scenario ${name}`);
  return found;
}

function brokenIn(about: Scenario, evidence: Evidence): string[] {
  return promisesOf(about, evidence)
    .filter(isBroken)
    .map((promised) => promised.about);
}

/** The policy after the repair, with its statements changed. */
function policyWith(
  { after }: Evidence,
  change: (statements: object[]) => object[],
): Evidence['after'] {
  const { Statement, ...rest } = JSON.parse(after.policy ?? '{}');
  return { ...after, policy: JSON.stringify({ ...rest, Statement: change(Statement) }) };
}

test.each(scenarios)('$name as promised breaks no promise', (one) => {
  expect(brokenIn(one, perfect(one))).toEqual([]);
});

const { after: richAfter } = perfect(scenario('rich-policy'));

const breaks: [
  name: string,
  bucket: string,
  (seen: Evidence) => Partial<Evidence>,
  about: string,
][] = [
  [
    'anybody still gets the object',
    'public-policy',
    ({ after }) => ({ after: { ...after, readers: { ...after.readers, anybody: 'got it' } } }),
    'anybody, after',
  ],
  [
    'plain HTTP still gets the object',
    'narrow-deny',
    ({ after }) => ({ after: { ...after, readers: { ...after.readers, plain: 'got it' } } }),
    'the owner over plain HTTP, after',
  ],
  [
    'the owner is locked out',
    'new-and-bare',
    ({ after }) => ({ after: { ...after, readers: { ...after.readers, owner: 'refused' } } }),
    'the owner over TLS, after',
  ],
  [
    'a reader fails for another reason than a refusal',
    'dsse-key',
    ({ after }) => ({ after: { ...after, readers: { ...after.readers, anybody: 'NoSuchKey' } } }),
    'anybody, after',
  ],
  [
    'the drift did not take',
    'public-policy',
    ({ before }) => ({ before: { ...before, readers: { ...before.readers, anybody: 'refused' } } }),
    'anybody, before',
  ],
  [
    'one public access setting is off',
    'half-blocked',
    ({ after }) => ({ after: { ...after, publicAccessBlock: allOn.slice(1) } }),
    'public access block',
  ],
  [
    'the encryption is lowered',
    'dsse-key',
    ({ after }) => ({
      after: { ...after, encryption: { ...after.encryption, algorithm: 'aws:kms' } },
    }),
    'default encryption',
  ],
  [
    "the owner's key is lost",
    'dsse-key',
    ({ after }) => ({ after: { ...after, encryption: { algorithm: 'aws:kms:dsse' } } }),
    'default encryption',
  ],
  [
    'no encryption is set',
    'old-bucket',
    ({ after: { encryption: _, ...others } }) => ({ after: others }),
    'default encryption',
  ],
  [
    'a statement of the owner is lost',
    'rich-policy',
    (seen) => ({ after: policyWith(seen, (statements) => statements.slice(1)) }),
    "the owner's statements",
  ],
  [
    'the order of statements changed',
    'rich-policy',
    (seen) => ({
      after: policyWith(seen, ([one, two, ...more]) => [two ?? {}, one ?? {}, ...more]),
    }),
    "the owner's statements",
  ],
  [
    'the TLS statement covers the objects only',
    'narrow-deny',
    (seen) => ({
      after: policyWith(seen, (statements) =>
        statements.with(-1, { ...tlsDeny('narrow-deny'), Resource: 'arn:aws:s3:::narrow-deny/*' }),
      ),
    }),
    'the statements that were added',
  ],
  [
    'the TLS statement was added twice',
    'rich-policy',
    (seen) => ({ after: policyWith(seen, (all) => [...all, ...all.slice(-1)]) }),
    'the statements that were added',
  ],
  [
    'the Id of the policy is lost',
    'rich-policy',
    () => ({
      after: { ...richAfter, policy: (richAfter.policy ?? '').replace(/"Id":"[^"]*",/, '') },
    }),
    'the rest of the policy',
  ],
  [
    'an equivalent policy was printed anew',
    'equivalent-deny',
    ({ after }) => ({ after: { ...after, policy: `${after.policy} ` } }),
    'the policy, to the byte',
  ],
  [
    'a compliant bucket was written',
    'compliant',
    () => ({ writes: ['PutBucketPolicy'] }),
    'what the service wrote',
  ],
  [
    'a repair is missing',
    'old-bucket',
    () => ({ writes: ['PutBucketPolicy', 'PutPublicAccessBlock'] }),
    'what the service wrote',
  ],
  [
    'the old bucket was repaired for another reason',
    'old-bucket',
    ({ alerts }) => ({
      alerts: alerts.map((alert) => ({ ...alert, triggers: [{ kind: 'api-call' }] })),
    }),
    'what set it off',
  ],
  [
    'a repair was told twice',
    'rich-policy',
    ({ alerts }) => ({ alerts: [...alerts, ...alerts] }),
    'what it told',
  ],
  [
    'an alert told nothing',
    'rich-policy',
    ({ alerts }) => ({ alerts: [...alerts, ...alerts.map((one) => ({ ...one, controls: [] }))] }),
    'what it told',
  ],
  ['nobody was told', 'stale-principal', () => ({ alerts: [] }), 'what it told'],
  [
    'what could not be done was not told',
    'stale-principal',
    ({ alerts }) => ({
      alerts: alerts.map((alert) => ({
        ...alert,
        controls: alert.controls.filter(({ status }) => status !== 'blocked'),
      })),
    }),
    'what it told',
  ],
];

describe('the check fails where', () => {
  test.each(breaks)('%s', (_, bucket, change, about) => {
    const seen = perfect(scenario(bucket));
    expect(brokenIn(scenario(bucket), { ...seen, ...change(seen) })).toContain(about);
  });
});

test('every bucket has its own name and a policy that speaks of it', () => {
  expect(new Set(scenarios.map(({ name }) => name)).size).toBe(10);
  for (const { name, drift } of scenarios) {
    if (drift.policy !== undefined) expect(drift.policy).toContain(`arn:aws:s3:::${name}`);
  }
});
