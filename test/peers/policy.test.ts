import { expect, test } from 'vitest';
import { tlsOnly } from '../../shared/controls/tls-only.ts';
import { parsePolicy } from '../../shared/core/policy/document.ts';
import { isPublic } from '../../shared/core/policy/public.ts';
import { judgeOnly } from '../controls/judge.ts';
import { asStored } from '../fakes/fake-s3.ts';
import { evaluate } from '../oracle/evaluate.ts';
import { bucketOf, deny, OWN, policy, statementsOf } from './fixtures.ts';

function judge(text: string | undefined, bucket = bucketOf('orders')) {
  return judgeOnly(
    tlsOnly,
    text === undefined ? { state: 'absent' } : { state: 'present', value: text },
    bucket,
  );
}

/** What the bucket holds after a number of runs of the control. */
function runs(count: number, text?: string, bucket = bucketOf('orders')): string {
  let held = text;
  for (let i = 0; i < count; i++) {
    const verdict = judge(held, bucket);
    held = verdict.status === 'noncompliant' ? asStored(verdict.desired) : held;
  }
  return held ?? '';
}

test('Cloud Custodian appends its TLS statement on every run, because S3 returns "false"', () => {
  const raw = policy(deny({ Condition: { Bool: { 'aws:SecureTransport': false } } }));
  expect(judge(raw)).toEqual({ status: 'compliant' });
  expect(judge(asStored(raw))).toEqual({ status: 'compliant' });
  expect(statementsOf(runs(5, policy(OWN)))).toHaveLength(2);
});

test('Cloud Custodian knows its statement by Sid, so that another of that Sid passes for it (#4439, #550, #6145)', () => {
  const impostor = { ...OWN, Sid: 'DenyInsecureTransport' };
  const after = statementsOf(runs(1, policy(impostor)));
  expect(after[0]).toEqual(impostor);
  expect(after[1]).toMatchObject({ Sid: 'DenyInsecureTransport2', Effect: 'Deny' });
  expect(judge(policy(deny({ Sid: 'AnyName' })))).toEqual({ status: 'compliant' });
});

test('ASR on AWS appends a TLS statement without looking, until the policy is too large', () => {
  const compliant = policy(OWN, deny());
  expect(runs(94, compliant)).toBe(compliant);
  expect(statementsOf(runs(94))).toHaveLength(1);
});

test('ASR on AWS crashes on a single object as Statement', () => {
  const after = runs(1, JSON.stringify({ Statement: OWN }));
  expect(statementsOf(after)).toEqual([OWN, expect.objectContaining({ Effect: 'Deny' })]);
});

test.each(['aws-cn', 'aws-us-gov', 'aws-eusc'])(
  'ASR on AWS writes arn:aws in every partition (#65): %s',
  (partition) => {
    const after = runs(1, undefined, bucketOf('orders', partition));
    expect(after).not.toContain('arn:aws:');
    expect(statementsOf(after)[0]?.['Resource']).toEqual([
      `arn:${partition}:s3:::orders`,
      `arn:${partition}:s3:::orders/*`,
    ]);
  },
);

test('Conformity rejects KMS uploads and uploads without an encryption header', () => {
  const after = runs(1, policy({ ...OWN, Principal: '*', Action: 's3:PutObject' }));
  const uploads = ['AES256', 'aws:kms', 'aws:kms:dsse', undefined].map((encryption) =>
    evaluate(after, {
      principal: { type: 'AWS', arn: 'arn:aws:iam::111122223333:user/ann' },
      action: 's3:PutObject',
      resource: 'arn:aws:s3:::orders/report.csv',
      context: {
        'aws:securetransport': ['true'],
        ...(encryption === undefined ? {} : { 's3:x-amz-server-side-encryption': [encryption] }),
      },
    }),
  );
  expect(uploads).toEqual(['allow', 'allow', 'allow', 'allow']);
});

test('Cloud Bots crashes on any policy that is there already (#150)', () => {
  expect(statementsOf(runs(1, policy(OWN)))[0]).toEqual(OWN);
});

test('Cloud Bots puts the ARN of the first bucket into the policy of the second', () => {
  runs(1, policy(OWN), bucketOf('first'));
  const second = runs(1, policy(OWN), bucketOf('second'));
  expect(second).not.toContain('first');
  expect(judge(second, bucketOf('second'))).toEqual({ status: 'compliant' });
  expect(judge(second, bucketOf('first')).status).toBe('noncompliant');
});

test('mlevit covers only the objects', () => {
  const objectsOnly = policy(deny({ Resource: 'arn:aws:s3:::orders/*' }));
  expect(judge(objectsOnly)).toMatchObject({
    status: 'noncompliant',
    reason: 'plain HTTP requests to the bucket are not denied',
  });
  expect(judge(runs(1, objectsOnly))).toEqual({ status: 'compliant' });
});

test('Flowpipe lets a narrow Deny pass, because it ignores Action and Resource', () => {
  expect(judge(policy(deny({ Action: 's3:DeleteBucket' }))).status).toBe('noncompliant');
  expect(judge(policy(deny({ Resource: 'arn:aws:s3:::orders/tmp/*' }))).status).toBe(
    'noncompliant',
  );
});

test.each(['aws-cn', 'aws-us-gov', 'aws-eusc'])('Flowpipe knows only arn:aws: %s', (partition) => {
  const bucket = bucketOf('orders', partition);
  expect(judge(policy(deny({}, bucket)), bucket)).toEqual({ status: 'compliant' });
  expect(judge(policy(deny()), bucket).status).toBe('noncompliant');
});

test('Prowler deletes the whole policy', () => {
  const before = policy(OWN, { ...OWN, Sid: 'Own2', Principal: '*' });
  expect(runs(1, before).startsWith(before.slice(0, -2))).toBe(true);
});

test('Prowler lets a Deny of one principal or of another bucket pass', () => {
  expect(judge(policy(deny({ Principal: { AWS: '111122223333' } }))).status).toBe('noncompliant');
  expect(judge(policy(deny({ Resource: 'arn:aws:s3:::other*' }))).status).toBe('noncompliant');
});

test.each([
  ['an organization', { StringEquals: { 'aws:PrincipalOrgID': 'o-1234567890' } }],
  ['an account as the source', { StringEquals: { 'aws:SourceAccount': '111122223333' } }],
  ['a resource as the source', { ArnLike: { 'aws:SourceArn': 'arn:aws:sns:us-east-1:1:topic' } }],
  ['addresses', { IpAddress: { 'aws:SourceIp': ['203.0.113.0/24', '2001:db8::/32'] } }],
  ['an endpoint', { StringEquals: { 'aws:SourceVpce': 'vpce-1a2b3c4d' } }],
])(
  'Prowler calls statements public that conditions limit (#4257, #5386, #1481, #680): %s',
  (_, Condition) => {
    const limited = parsePolicy(policy({ ...OWN, Principal: '*', Condition }));
    expect(limited.ok && isPublic(limited.document)).toBe(false);
    const open = parsePolicy(
      policy({ ...OWN, Principal: '*', Condition }, { ...OWN, Principal: '*' }),
    );
    expect(open.ok && isPublic(open.document)).toBe(true);
  },
);

test('SSM runbooks drop wildcard statements that conditions already limit', () => {
  const limited = {
    ...OWN,
    Principal: '*',
    Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } },
  };
  expect(statementsOf(runs(2, policy(limited, OWN))).slice(0, 2)).toEqual([limited, OWN]);
});

test('All of them fail on a deleted principal without saying which', () => {
  const stale = { ...OWN, Principal: { AWS: ['111122223333', 'AROADBQP57FF2AEXAMPLE'] } };
  expect(judge(policy(OWN, stale))).toMatchObject({
    status: 'blocked',
    obstacle: {
      kind: 'stale-principal',
      detail: expect.stringContaining('AROADBQP57FF2AEXAMPLE in Statement[1] ("Own")'),
    },
  });
});
