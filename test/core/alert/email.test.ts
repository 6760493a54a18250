import { describe, expect, test } from 'vitest';
import { emailOf } from '../../../shared/core/alert/email.ts';
import { readableAgent } from '../../../shared/core/alert/text.ts';
import type { ControlResult, Report } from '../../../shared/core/report.ts';
import {
  BUCKET,
  blockedReport,
  CREATE_BY_ALICE,
  FOUND_BY_CONFIG,
  POLICY_BY_TERRAFORM,
  POLICY_CHANGE,
  REPORTS,
  report,
  toldAlert,
} from './reports.ts';

test('an agent is told by what it calls itself: Terraform keeps its name, the SDK loses its details', () => {
  const terraform = 'APN/1.0 HashiCorp/1.0 Terraform/1.9 aws-sdk-go-v2/1.32';
  expect(readableAgent(`[${terraform} ua/2.1 os/linux lang/go#1.23 md/GOOS#linux]`)).toBe(
    terraform,
  );
  expect(readableAgent('[S3Console/0.4]')).toBe('S3Console/0.4');
  expect(readableAgent('ua/2.1')).toBe('ua/2.1');
});

describe('a whole mail', () => {
  test('of a policy that was fixed', () => {
    expect(mail(REPORTS.fixed)).toBe(`Fixed: bucket acme-logs (high severity)

Account 111122223333, Region eu-central-1, 2026-11-21 02:13:07 UTC

WHAT WAS FOUND
  FIXED: tls-only (high)
    plain HTTP requests to the bucket and its objects are not denied

WHO TOUCHED IT
  deploy/ci-4711 called PutBucketPolicy
    at   2026-11-21 02:13:02 UTC
    from 203.0.113.7
    with APN/1.0 HashiCorp/1.0 Terraform/1.9.8 terraform-provider-aws/5.82.2
         aws-sdk-go-v2/1.32.7
    as   arn:aws:sts::111122223333:assumed-role/deploy/ci-4711

WHAT WAS CHANGED
  Bucket policy (tls-only)
    ...
          "Action": "s3:GetObject",
          "Resource": "arn:aws:s3:::acme-logs/*"
  +     },
  +     {
  +       "Sid": "DenyInsecureTransport",
  +       "Effect": "Deny",
  +       "Principal": "*",
  +       "Action": "s3:*",
  +       "Resource": [
  +         "arn:aws:s3:::acme-logs",
  +         "arn:aws:s3:::acme-logs/*"
  +       ],
  +       "Condition": {
  +         "Bool": {
  +           "aws:SecureTransport": "false"
  +         }
  +       }
        }
      ]

WHAT TO DO
  * The bucket is as it should be: nothing has to be done to it.
  * The call came through Terraform: make the same change in its code, or its
    next run breaks the bucket again.
  * Requests that the new policy denies fail with AccessDenied from now on.
  * If it was meant to be otherwise, talk to those who run Bucket Warden: the
    bucket can be exempted ("warden exempt"), or tls-only set to "audit" or
    "off" in warden.config.ts.

WHAT STOOD BEFORE
  The value before each change, to the byte, is in this alert's JSON:
  changes[].before.
  Alert id: acme-logs-c649ec9bbec201
  To put it back, and have it left so for a while:
    warden undo 1hzk3x2am-7qd --reason "why"
`);
  });

  test('of a bucket of which one setting was fixed and one was not', () => {
    expect(mail(REPORTS['partly-fixed'])).toBe(`Partly fixed: bucket acme-logs (critical severity)

Account 111122223333, Region eu-central-1, 2026-11-21 02:13:07 UTC

WHAT WAS FOUND
  NOT FIXED, NEEDS YOU: tls-only (high)
    plain HTTP requests to the bucket and its objects are not denied
    access-denied: AccessDenied: User:
    arn:aws:sts::111122223333:assumed-role/BucketWarden-Remediate/remediate is
    not authorized to perform: s3:PutBucketPolicy on resource:
    "arn:aws:s3:::acme-logs" with an explicit deny in a resource-based policy
  FIXED: block-public-access (critical)
    the public access block leaves BlockPublicPolicy and RestrictPublicBuckets
    off

WHO TOUCHED IT
  alice called CreateBucket
    at   2026-11-21 02:13:02 UTC
    from 203.0.113.7
    with aws-cli/2.31.23
    as   arn:aws:iam::111122223333:user/alice

WHAT WAS CHANGED
  Public access block (block-public-access)
    {
      "BlockPublicAcls": true,
  -   "BlockPublicPolicy": false,
  +   "BlockPublicPolicy": true,
      "IgnorePublicAcls": true,
  -   "RestrictPublicBuckets": false
  +   "RestrictPublicBuckets": true
    }

WHAT TO DO
  * tls-only: The bucket's own policy denies Bucket Warden's role
    s3:PutBucketPolicy. Whoever may write the bucket's policy can let the role
    through; the account's root always may. Until then nothing is repaired here.
    Where it is meant so, exempt the bucket ("warden exempt"), or this is told
    again weekly; the next change of the bucket has it looked at again.
  * If a script or template made the call, change it too, or its next run breaks
    the bucket again.
  * A policy that would make the bucket public is refused from now on. While the
    bucket policy is public, only AWS services and the bucket's own account keep
    access: other accounts and anonymous callers lose it.
  * If it was meant to be otherwise, talk to those who run Bucket Warden: the
    bucket can be exempted ("warden exempt"), or block-public-access set to
    "audit" or "off" in warden.config.ts.

WHAT STOOD BEFORE
  The value before each change, to the byte, is in this alert's JSON:
  changes[].before.
  Alert id: acme-logs-0750e86e1c25bd
`);
  });

  test('of what only a person can do', () => {
    expect(mail(REPORTS.blocked)).toBe(`Action needed: bucket acme-logs (high severity)

Account 111122223333, Region eu-central-1, 2026-11-21 02:13:07 UTC

WHAT WAS FOUND
  NOT FIXED, NEEDS YOU: tls-only (high)
    plain HTTP requests to the bucket and its objects are not denied
    stale-principal: statement "Partner" names AROACKCEVSQ6C2EXAMPLE, which no
    longer exists

WHO TOUCHED IT
  deploy/ci-4711 called PutBucketPolicy
    at   2026-11-21 02:13:02 UTC
    from 203.0.113.7
    with APN/1.0 HashiCorp/1.0 Terraform/1.9.8 terraform-provider-aws/5.82.2
         aws-sdk-go-v2/1.32.7
    as   arn:aws:sts::111122223333:assumed-role/deploy/ci-4711

WHAT TO DO
  * tls-only: The bucket policy names a user or role that was deleted, and S3
    refuses to have such a policy written again. Remove or replace that
    principal. Bucket Warden looks again as soon as the policy is put.
      aws s3api get-bucket-policy --query Policy --output text \\
        --region eu-central-1 \\
        --bucket acme-logs
`);
  });

  test('of what audit mode found', () => {
    expect(mail(REPORTS.audited)).toBe(`Audit only: bucket acme-logs (high severity)

Account 111122223333, Region eu-central-1, 2026-11-21 02:13:07 UTC

WHAT WAS FOUND
  NOT FIXED (audit mode): tls-only (high)
    there is no bucket policy

WHO TOUCHED IT
  AWS Config rule securityhub-s3-bucket-ssl-requests-only-4055cf0a found it
    NON_COMPLIANT; it does not say who did it
    at   2026-11-21 02:13:02 UTC
    says No policy attached.

WHAT WOULD HAVE BEEN CHANGED
  Bucket policy, not configured before (tls-only)
  + {
  +   "Version": "2012-10-17",
  +   "Statement": [
  +     {
  +       "Sid": "DenyInsecureTransport",
  +       "Effect": "Deny",
  +       "Principal": "*",
  +       "Action": "s3:*",
  +       "Resource": [
  +         "arn:aws:s3:::acme-logs",
  +         "arn:aws:s3:::acme-logs/*"
  +       ],
  +       "Condition": {
  +         "Bool": {
  +           "aws:SecureTransport": "false"
  +         }
  +       }
  +     }
  +   ]
  + }

WHAT TO DO
  * tls-only: nothing was written, because of audit mode. Make the change
    yourself, or set "enforce" in warden.config.ts to have it made.
`);
  });
});

describe('what to do', () => {
  const kinds = [
    ['policy-malformed', 'Repair it and put it back.'],
    ['policy-too-large', 'Merge or drop statements'],
    ['stale-principal', 'Remove or replace that principal.'],
    ['public-policy-blocked', 'Limit its public statements'],
    ['access-denied', 'Let the role through'],
    ['credentials-refused', 'not enabled for the account'],
    ['call-refused', 'does not answer this call'],
    ['rejected', 'Put right what it names'],
  ] as const;

  test.each(kinds)('%s has its own words, its detail and a next step', (kind, step) => {
    const text = mail(blockedReport(kind, 'the detail of it')).replace(/\s+/g, ' ');
    expect(text).toContain(`${kind}: the detail of it`);
    expect(text).toContain(step);
    for (const [other, otherStep] of kinds)
      if (other !== kind) expect(text).not.toContain(otherStep);
  });

  test('two controls with one obstacle are told about it once', () => {
    const [first] = blockedReport('stale-principal', 'AIDA1').results;
    const text = mail(
      report({ results: first ? [first, { ...first, control: 'tls-minimum' }] : [] }),
    );
    expect(text).toContain('* tls-only and tls-minimum: The bucket policy names');
  });

  test.each([
    [
      'CloudFormation',
      {
        ...CREATE_BY_ALICE,
        actor: { ...CREATE_BY_ALICE.actor, invokedBy: 'cloudformation.amazonaws.com' },
      },
    ],
    ['Terraform', POLICY_BY_TERRAFORM],
    ['Pulumi', { ...CREATE_BY_ALICE, userAgent: 'pulumi-aws/6.0' }],
  ])('a call through %s is to be changed in its code', (tool, trigger) => {
    const text = mail({ ...REPORTS.fixed, triggers: [trigger] }).replace(/\s+/g, ' ');
    expect(text.toLowerCase()).toContain(
      `came through ${tool.toLowerCase()}: make the same change in its code`,
    );
  });

  test('what keeps being undone names the tool and its role, and says where to change it', () => {
    const reason = 'it was repaired 3 times within the hour and undone each time';
    const report: Report = {
      ...REPORTS.audited,
      triggers: [POLICY_BY_TERRAFORM],
      proposals: [],
      results: [{ control: 'tls-only', title: 't', severity: 'high', status: 'slowed', reason }],
    };
    const text = mail(report).replace(/\s+/g, ' ');
    expect(text).toContain('Keeps being undone: bucket acme-logs');
    expect(text).toContain(
      'tls-only: Terraform (arn:aws:iam::111122223333:role/deploy) keeps undoing',
    );
    expect(text).toContain('Make the change at its source');
  });

  test('an edit that may have been overwritten comes with the command that restores it', () => {
    const detail = 'The policy that alice put may have been overwritten.';
    const obstacle = { kind: 'edit-overwritten' as const, detail, keptAs: ['1hzk3x2am-7qd'] };
    const about = { title: 't', severity: 'high', status: 'blocked' } as const;
    const results = [{ control: 'tls-only', ...about, reason: 'r', obstacle }];
    const text = mail({ ...REPORTS.audited, proposals: [], results }).replace(/[\s\\]+/g, ' ');
    expect(text).toContain(
      'aws s3api put-bucket-policy --region eu-central-1 --bucket acme-logs --policy "$(warden show 1hzk3x2am-7qd --after)"',
    );
  });

  test('what S3 did not answer is tried again by itself', () => {
    const text = mail({
      ...REPORTS.fixed,
      results: [
        ...REPORTS.fixed.results,
        {
          control: 'default-encryption',
          title: '',
          severity: 'high',
          status: 'unavailable',
          reason: 'throttled',
        },
      ],
    });
    expect(text).toContain('NOT YET FIXED: default-encryption');
    expect(text.replace(/\s+/g, ' ')).toContain('is asked again by itself');
    expect(text).not.toContain('nothing has to be done');
  });
});

describe('who touched it', () => {
  test('shows the newest five of many triggers', () => {
    const triggers = Array.from({ length: 8 }, (_, index) => ({
      ...CREATE_BY_ALICE,
      call: `Call${index}`,
    }));
    const text = mail({ ...REPORTS.fixed, triggers: [FOUND_BY_CONFIG, ...triggers] });
    expect(text).toContain('(4 earlier not shown)');
    expect(text).not.toContain('Call2');
    expect(text).toContain('Call7');
  });

  test('leaves out what the event did not say', () => {
    const { sourceIp, userAgent, ...trigger } = CREATE_BY_ALICE;
    const text = mail({
      ...REPORTS.fixed,
      triggers: [
        { ...trigger, time: '1970-01-01T00:00:00Z', actor: { type: 'Unknown', name: 'unknown' } },
      ],
    });
    expect(text).toContain('unknown called CreateBucket\n    at   an unknown time\n\n');
  });
});

describe('a diff', () => {
  test('that is long is cut, and says by how much', () => {
    const statements = (count: number) =>
      JSON.stringify({
        Statement: Array.from({ length: count }, (_, index) => ({ Sid: `Statement${index}` })),
      });
    const change = {
      facet: 'policy',
      before: undefined,
      after: statements(400),
      controls: ['tls-only'],
    } as const;
    const text = mail({ ...REPORTS.fixed, changes: [change] });
    expect(text).toMatch(/ {2}\(\d+ more lines left out of this mail\)\n/);
    expect(text.length).toBeLessThan(20_000);
  });

  test('of values that share next to nothing gives their sizes', () => {
    const text = (start: string) =>
      Array.from({ length: 1_000 }, (_, index) => `${start}${index}`).join('\n');
    const change = {
      facet: 'policy',
      before: text('a'),
      after: text('b'),
      controls: ['tls-only'],
    } as const;
    expect(mail({ ...REPORTS.fixed, changes: [change] })).toContain(
      '(lines before: 1000, after: 1000; too much to show here)',
    );
  });

  test('of a policy that is no JSON shows its text', () => {
    const change = {
      facet: 'policy',
      before: '{ not json',
      after: '{}',
      controls: ['tls-only'],
    } as const;
    expect(mail({ ...REPORTS.fixed, changes: [change] })).toContain('  - { not json\n  + {}\n');
  });
});

test('a warning of a control that is compliant stands below what was found', () => {
  const [compliant, ...problems] = REPORTS.fixed.results;
  const warned = { ...compliant, warning: 'AWS services may be cut off' } as ControlResult;
  expect(mail({ ...REPORTS.fixed, results: [warned, ...problems] })).toContain(`WHAT WAS FOUND
  FIXED: tls-only (high)
    plain HTTP requests to the bucket and its objects are not denied
  COMPLIANT, WITH A WARNING: default-encryption (high)
    AWS services may be cut off
`);
});

test('where nothing was configured before, nothing is said to be found in the JSON', () => {
  const changes = [{ ...POLICY_CHANGE, before: undefined }];
  expect(mail({ ...REPORTS.fixed, changes })).toContain(
    'WHAT STOOD BEFORE\n  Nothing: it was not configured.\n',
  );
});

test('a long bucket name stands in full', () => {
  const name = 'x'.repeat(255);
  expect(mail({ ...REPORTS.fixed, bucket: { ...BUCKET, name } })).toContain(name);
});

function mail(of: Report): string {
  return emailOf(toldAlert(of));
}
