import { CONTROLS } from '../../../shared/controls/index.ts';
import { type Alert, buildAlert } from '../../../shared/core/alert/alert.ts';
import { withBreakable } from '../../../shared/core/alert/culprit.ts';
import { refusingPolicyOf } from '../../../shared/core/refusal/refusing-policy.ts';
import type { ControlResult, Report } from '../../../shared/core/report.ts';
import type { LetThrough, Obstacle } from '../../../shared/model/obstacle.ts';
import type { Bucket } from '../../../shared/model/resource.ts';
import type { ApiCallTrigger, ConfigTrigger } from '../../../shared/model/trigger.ts';

export const BUCKET: Bucket = {
  kind: 'bucket',
  name: 'acme-logs',
  region: 'eu-central-1',
  account: '111122223333',
  partition: 'aws',
};

export const CREATE_BY_ALICE: ApiCallTrigger = {
  kind: 'api-call',
  id: '7b1c2a64-5f1e-4c52-9a7b-3d2e8c6b1a01',
  time: '2026-11-21T02:13:02Z',
  call: 'CreateBucket',
  actor: {
    type: 'IAMUser',
    name: 'alice',
    arn: 'arn:aws:iam::111122223333:user/alice',
    account: '111122223333',
  },
  sourceIp: '203.0.113.7',
  userAgent: '[aws-cli/2.31.23 md/awscrt#0.28.4 ua/2.1 os/linux#6.8.0 lang/python#3.13.7]',
};

export const POLICY_BY_TERRAFORM: ApiCallTrigger = {
  kind: 'api-call',
  id: '7b1c2a64-5f1e-4c52-9a7b-3d2e8c6b1a02',
  time: '2026-11-21T02:13:02Z',
  call: 'PutBucketPolicy',
  actor: {
    type: 'AssumedRole',
    name: 'deploy/ci-4711',
    arn: 'arn:aws:sts::111122223333:assumed-role/deploy/ci-4711',
    account: '111122223333',
    roleArn: 'arn:aws:iam::111122223333:role/deploy',
  },
  sourceIp: '203.0.113.7',
  userAgent:
    '[APN/1.0 HashiCorp/1.0 Terraform/1.9.8 terraform-provider-aws/5.82.2 aws-sdk-go-v2/1.32.7]',
};

export const FOUND_BY_CONFIG: ConfigTrigger = {
  kind: 'config-evaluation',
  id: '7b1c2a64-5f1e-4c52-9a7b-3d2e8c6b1a03',
  time: '2026-11-21T02:13:02Z',
  ruleName: 'securityhub-s3-bucket-ssl-requests-only-4055cf0a',
  annotation: 'No policy attached.',
};

const TITLES: Readonly<Record<string, string>> = {
  'default-encryption': 'New objects are encrypted by default',
  'block-public-access': 'Public access is blocked',
  'tls-only': 'Requests over plain HTTP are denied',
};

const PARTNER = {
  Sid: 'Partner',
  Effect: 'Allow',
  Principal: { AWS: 'arn:aws:iam::444455556666:root' },
  Action: 's3:GetObject',
  Resource: 'arn:aws:s3:::acme-logs/*',
};

const TLS = {
  Sid: 'DenyInsecureTransport',
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: ['arn:aws:s3:::acme-logs', 'arn:aws:s3:::acme-logs/*'],
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
};

export const POLICY_CHANGE = {
  facet: 'policy',
  before: policy(PARTNER),
  after: policy(PARTNER, TLS),
  controls: ['tls-only'],
} as const;

const BLOCK_CHANGE = {
  facet: 'publicAccessBlock',
  before: {
    BlockPublicAcls: true,
    IgnorePublicAcls: true,
    BlockPublicPolicy: false,
    RestrictPublicBuckets: false,
  },
  after: {
    BlockPublicAcls: true,
    IgnorePublicAcls: true,
    BlockPublicPolicy: true,
    RestrictPublicBuckets: true,
  },
  controls: ['block-public-access'],
} as const;

const ENCRYPTED = result('default-encryption', 'high', 'compliant');
const PLAIN_HTTP = 'plain HTTP requests to the bucket and its objects are not denied';
const HALF_BLOCKED =
  'the public access block leaves BlockPublicPolicy and RestrictPublicBuckets off';

export const TLS_FIXED = { ...result('tls-only', 'high', 'fixed'), reason: PLAIN_HTTP };

/** One report for each kind of alert: also the examples of docs/alerts.md. */
export const REPORTS = {
  fixed: report({
    triggers: [POLICY_BY_TERRAFORM],
    results: [ENCRYPTED, TLS_FIXED],
    changes: [{ ...POLICY_CHANGE, id: '1hzk3x2am-7qd' }],
  }),
  'partly-fixed': report({
    triggers: [CREATE_BY_ALICE],
    results: [
      ENCRYPTED,
      blockedBy(
        'access-denied',
        'AccessDenied: User: arn:aws:sts::111122223333:assumed-role/BucketWarden-Remediate/remediate is not authorized to perform: s3:PutBucketPolicy on resource: "arn:aws:s3:::acme-logs" with an explicit deny in a resource-based policy',
      ),
      { ...result('block-public-access', 'critical', 'fixed'), reason: HALF_BLOCKED },
    ],
    changes: [BLOCK_CHANGE],
  }),
  blocked: report({
    triggers: [POLICY_BY_TERRAFORM],
    results: [
      blockedBy(
        'stale-principal',
        'statement "Partner" names AROACKCEVSQ6C2EXAMPLE, which no longer exists',
      ),
    ],
  }),
  refused: report({
    triggers: [CREATE_BY_ALICE],
    results: [
      withEdits(
        blockedBy(
          'access-denied',
          'AccessDenied: User: arn:aws:sts::111122223333:assumed-role/BucketWarden-Remediate/remediate is not authorized to perform: s3:PutBucketPolicy on resource: "arn:aws:s3:::acme-logs" with an explicit deny in a resource-based policy',
        ),
        [
          {
            policy: 'resource-based-policy',
            how: 'replace',
            of: 'FromOurNetworkOnly',
            statement: {
              Sid: 'FromOurNetworkOnly',
              Effect: 'Deny',
              Principal: '*',
              Action: 's3:Put*',
              Resource: ['arn:aws:s3:::acme-logs', 'arn:aws:s3:::acme-logs/*'],
              Condition: {
                StringNotEquals: { 'aws:SourceVpce': 'vpce-1a2b3c4d' },
                ArnNotEquals: {
                  'aws:PrincipalArn': [
                    'arn:aws:iam::111122223333:role/BucketWarden-Remediate',
                    'arn:aws:iam::111122223333:role/BucketWarden-Sweep',
                  ],
                },
              },
            },
          },
        ],
      ),
    ],
  }),
  audited: report({
    triggers: [FOUND_BY_CONFIG],
    results: [{ ...result('tls-only', 'high', 'audited'), reason: 'there is no bucket policy' }],
    proposals: [{ facet: 'policy', before: undefined, after: policy(TLS), controls: ['tls-only'] }],
  }),
} satisfies Record<string, Report>;

/** A report of `tls-only` being kept from its fix. */
export function blockedReport(kind: Obstacle['kind'], detail: string): Report {
  return report({ results: [blockedBy(kind, detail)] });
}

/** A blocked result with what lets the service through. */
export function withEdits(blocked: ControlResult, letThrough: LetThrough[]): ControlResult {
  const obstacle = { ...(blocked.obstacle as Obstacle), letThrough };
  return { ...blocked, obstacle };
}

/** The alert of a report as it is told. */
export function toldAlert(of: Report): Alert {
  return withBreakable(buildAlert(of), CONTROLS);
}

/** A report with everything that is not given left empty. */
export function report(parts: Partial<Report>): Report {
  return {
    bucket: BUCKET,
    triggers: [CREATE_BY_ALICE],
    results: [],
    changes: [],
    proposals: [],
    finishedAt: '2026-11-21T02:13:07.123Z',
    ...parts,
  };
}

export function blockedBy(kind: Obstacle['kind'], detail: string): ControlResult {
  const refusedBy = kind === 'access-denied' ? refusingPolicyOf(detail) : undefined;
  return {
    ...result('tls-only', 'high', 'blocked'),
    reason: PLAIN_HTTP,
    obstacle: { kind, detail, ...(refusedBy && { refusedBy }) },
  };
}

function result(
  control: string,
  severity: ControlResult['severity'],
  status: ControlResult['status'],
): ControlResult {
  return { control, title: TITLES[control] ?? control, severity, status };
}

function policy(...statements: object[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}
