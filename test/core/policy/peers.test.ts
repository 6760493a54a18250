import { describe, expect, it } from 'vitest';
import { tlsOnly } from '../../../shared/controls/tls-only.ts';
import { parsePolicy } from '../../../shared/core/policy/document.ts';
import { isPublic } from '../../../shared/core/policy/public.ts';
import { policyFixture } from './fixture.ts';

function bucketOf(name: string, partition = 'aws') {
  return { name, partition, region: 'eu-central-1', account: '111122223333' };
}

function judge(text: string | undefined, bucket = bucketOf('orders')) {
  const observation =
    text === undefined
      ? ({ state: 'absent' } as const)
      : ({ state: 'present', value: text } as const);
  return tlsOnly.judge(observation, bucket);
}

/** What the bucket holds after a run of the control: S3 stores raw booleans of conditions as strings. */
function run(text: string | undefined, bucket = bucketOf('orders')): string | undefined {
  const verdict = judge(text, bucket);
  const written = verdict.status === 'noncompliant' ? verdict.desired : text;
  return written?.replaceAll(/:(true|false)\b/g, ':"$1"');
}

function runs(count: number, text?: string): string {
  let held = text;
  for (let i = 0; i < count; i++) held = run(held);
  return held ?? '';
}

function statementsOf(text: string): Record<string, unknown>[] {
  return [JSON.parse(text).Statement].flat();
}

function deny(changes: Record<string, unknown> = {}) {
  return {
    Sid: 'ForceSSL',
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: ['arn:aws:s3:::orders', 'arn:aws:s3:::orders/*'],
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    ...changes,
  };
}

function policy(...Statement: readonly unknown[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement });
}

const own = {
  Sid: 'Own',
  Effect: 'Allow',
  Principal: { AWS: '111122223333' },
  Action: 's3:Get*',
  Resource: '*',
};

describe('Cloud Custodian', () => {
  it('appends its statement on each run because S3 returns "false"', () => {
    const raw = policy(deny({ Condition: { Bool: { 'aws:SecureTransport': false } } }));
    expect(judge(raw)).toEqual({ status: 'compliant' });
    expect(runs(5, raw)).toBe(runs(1, raw));
    expect(statementsOf(runs(5, policy(own)))).toHaveLength(2);
  });

  it('knows its statement by Sid, so that another of that Sid passes for it (#4439, #550, #6145)', () => {
    const impostor = { ...own, Sid: 'DenyInsecureTransport' };
    const after = statementsOf(runs(1, policy(impostor)));
    expect(after[0]).toEqual(impostor);
    expect(after[1]).toMatchObject({ Sid: 'DenyInsecureTransport2', Effect: 'Deny' });
    expect(judge(policy(deny({ Sid: 'AnyName' })))).toEqual({ status: 'compliant' });
  });
});

describe('ASR on AWS', () => {
  it('appends without looking until the policy is too large', () => {
    const compliant = policy(own, deny());
    expect(runs(94, compliant)).toBe(compliant);
    expect(statementsOf(runs(94))).toHaveLength(1);
  });

  it('crashes on a single object as Statement', () => {
    const after = runs(1, JSON.stringify({ Statement: own }));
    expect(statementsOf(after)).toEqual([own, expect.objectContaining({ Effect: 'Deny' })]);
  });

  it.each(['aws-cn', 'aws-us-gov', 'aws-eusc'])('writes arn:aws in %s (#65)', (partition) => {
    const after = run(undefined, bucketOf('orders', partition)) ?? '';
    expect(after).not.toContain('arn:aws:');
    expect(statementsOf(after)[0]?.['Resource']).toEqual([
      `arn:${partition}:s3:::orders`,
      `arn:${partition}:s3:::orders/*`,
    ]);
  });
});

describe('Cloud Bots', () => {
  it('crashes on any policy that is there already (#150)', () => {
    expect(statementsOf(runs(1, policy(own)))[0]).toEqual(own);
  });

  it('puts the ARN of the first bucket into the policy of the second', () => {
    run(policy(own), bucketOf('first'));
    const second = run(policy(own), bucketOf('second')) ?? '';
    expect(second).not.toContain('first');
    expect(judge(second, bucketOf('second'))).toEqual({ status: 'compliant' });
    expect(judge(second, bucketOf('first')).status).toBe('noncompliant');
  });

  it('alters the policy that it is looking at', () => {
    const observation = Object.freeze({ state: 'present', value: policy(own) } as const);
    const verdicts = [1, 2].map(() => tlsOnly.judge(observation, bucketOf('orders')));
    expect(verdicts[0]).toEqual(verdicts[1]);
  });
});

describe('mlevit', () => {
  it('covers only the objects', () => {
    const objectsOnly = policy(deny({ Resource: 'arn:aws:s3:::orders/*' }));
    expect(judge(objectsOnly)).toMatchObject({
      status: 'noncompliant',
      reason: 'plain HTTP requests to the bucket are not denied',
    });
  });
});

describe('Flowpipe', () => {
  it('lets a narrow Deny pass, because it ignores Action and Resource', () => {
    expect(judge(policy(deny({ Action: 's3:DeleteBucket' }))).status).toBe('noncompliant');
    expect(judge(policy(deny({ Resource: 'arn:aws:s3:::orders/tmp/*' }))).status).toBe(
      'noncompliant',
    );
  });
});

describe('Prowler', () => {
  it('deletes the whole policy', () => {
    const before = policy(own, { ...own, Sid: 'Own2' });
    expect(runs(1, before).startsWith(before.slice(0, -2))).toBe(true);
  });

  it('lets a Deny of one principal or another bucket pass', () => {
    expect(judge(policy(deny({ Principal: { AWS: '111122223333' } }))).status).toBe('noncompliant');
    expect(judge(policy(deny({ Resource: 'arn:aws:s3:::other*' }))).status).toBe('noncompliant');
  });

  it('calls statements public that conditions limit (#4257, #5386, #1481, #680)', () => {
    const parsed = parsePolicy(policyFixture('example-organization'));
    expect(parsed.ok && isPublic(parsed.document)).toBe(false);
  });
});

describe('all of them', () => {
  it('fail on a deleted principal without saying which', () => {
    const stale = { ...own, Principal: { AWS: ['111122223333', 'AROADBQP57FF2AEXAMPLE'] } };
    expect(judge(policy(own, stale))).toMatchObject({
      status: 'blocked',
      obstacle: {
        kind: 'stale-principal',
        detail: expect.stringContaining('AROADBQP57FF2AEXAMPLE in Statement[1] ("Own")'),
      },
    });
  });
});
