import type { SweepFinding, SweepSummary } from '../../../shared/core/sweep/summary.ts';

const STALE: SweepFinding = {
  bucket: 'acme-partner-drop',
  region: 'eu-central-1',
  control: 'tls-only',
  severity: 'high',
  status: 'blocked',
  reason:
    'plain HTTP requests to the bucket and its objects are not denied; statement "Partner" names AROACKCEVSQ6C2EXAMPLE, which no longer exists',
};

const BARE: SweepFinding = {
  bucket: 'acme-old-exports',
  region: 'us-east-2',
  control: 'block-public-access',
  severity: 'critical',
  status: 'fixed',
  reason: 'no setting of the public access block is on',
};

const UNDONE: SweepFinding = {
  bucket: 'acme-builds',
  region: 'eu-central-1',
  control: 'default-encryption',
  severity: 'medium',
  status: 'slowed',
  reason: 'default encryption is AES256, weaker than aws:kms',
};

const WOULD_CHANGE: readonly SweepFinding[] = [
  { ...BARE, status: 'audited' },
  STALE,
  { ...UNDONE, status: 'audited' },
];

/** One summary for each kind of sweep: also the examples of docs/alerts.md. */
export const SUMMARIES = {
  sweep: summary({
    outcomes: { compliant: 1148, fixed: 48, blocked: 2, slowed: 1, exempt: 4, gone: 1 },
    controls: {
      'default-encryption': { compliant: 1158, fixed: 40, slowed: 1, exempt: 4 },
      'tls-only': { compliant: 1187, fixed: 10, blocked: 2, exempt: 4 },
      'block-public-access': { compliant: 1198, fixed: 1, exempt: 4 },
    },
    worst: [STALE, { ...STALE, bucket: 'acme-partner-pickup' }, UNDONE],
    fixed: [BARE, { ...UNDONE, bucket: 'acme-logs', status: 'fixed' }],
    expiring: [
      {
        source: 'settings',
        bucket: 'legacy-*',
        controls: ['tls-only'],
        reason: 'old clients, replaced in November',
        owner: 'team-web',
        expires: '2026-11-27T23:59:59.999Z',
      },
    ],
    unforwarded: [
      { region: 'us-east-2', buckets: 3 },
      { region: 'ap-southeast-2', buckets: 1 },
    ],
  }),
  'first-sweep': summary({
    isFirst: true,
    mode: 'audit',
    trigger: 'deployment',
    buckets: 57,
    outcomes: { compliant: 20, audited: 36, blocked: 1 },
    controls: {
      'default-encryption': { compliant: 40, audited: 17 },
      'tls-only': { compliant: 22, audited: 34, blocked: 1 },
      'block-public-access': { compliant: 56, audited: 1 },
    },
    worst: WOULD_CHANGE,
  }),
  'refused-sweep': summary({
    outcomes: { compliant: 1201, blocked: 3 },
    controls: {
      'default-encryption': { compliant: 1202, blocked: 2 },
      'tls-only': { compliant: 1201, blocked: 3 },
      'block-public-access': { compliant: 1202, blocked: 2 },
    },
    worst: [
      {
        ...STALE,
        bucket: 'acme-vault',
        reason:
          'the bucket policy could not be read: AccessDenied: User: arn:aws:sts::111122223333:assumed-role/BucketWarden-Sweep/sweep is not authorized to perform: s3:GetBucketPolicy on resource: "arn:aws:s3:::acme-vault" with an explicit deny in a resource-based policy',
      },
    ],
    refused: {
      buckets: 3,
      named: [
        {
          bucket: 'acme-hong-kong',
          region: 'ap-east-1',
          controls: ['default-encryption', 'tls-only', 'block-public-access'],
          obstacle: 'credentials-refused',
        },
        {
          bucket: 'acme-ledger',
          region: 'eu-central-1',
          controls: ['tls-only'],
          obstacle: 'access-denied',
          refusedBy: {
            kind: 'service-control-policy',
            effect: 'denies',
            action: 's3:PutBucketPolicy',
            arn: 'arn:aws:organizations::444455556666:policy/o-exampleorgid/service_control_policy/p-1a2b3c4d',
          },
        },
        {
          bucket: 'acme-vault',
          region: 'eu-central-1',
          controls: ['default-encryption', 'tls-only', 'block-public-access'],
          obstacle: 'access-denied',
          refusedBy: { kind: 'resource-based-policy', effect: 'denies' },
        },
      ],
    },
  }),
  'given-up-sweep': summary({
    incomplete: { counted: 412 },
    outcomes: { compliant: 411, blocked: 1 },
    controls: {
      'default-encryption': { compliant: 412 },
      'tls-only': { compliant: 411, blocked: 1 },
      'block-public-access': { compliant: 412 },
    },
    worst: [STALE],
  }),
  'deaf-sweep': summary({
    outcomes: { compliant: 1204 },
    controls: { 'tls-only': { compliant: 1204 } },
    hearing: [
      {
        state: 'deaf',
        text: 'trail org is stopped: S3 calls in eu-west-1 start nothing',
        advice:
          "log management events with a trail, or set trail: 'create' in the settings and deploy",
      },
      {
        state: 'unchecked',
        text: 'whether the schedule of sweeps is enabled: cannot be told (AccessDeniedException)',
      },
    ],
  }),
  'quiet-sweep': summary({
    outcomes: { compliant: 1204 },
    controls: { 'tls-only': { compliant: 1204 } },
  }),
} satisfies Record<string, SweepSummary>;

/** A summary of a sweep by the schedule with everything that is not given left empty. */
export function summary(parts: Partial<SweepSummary>): SweepSummary {
  return {
    id: '1hzk3x2am-7qd',
    account: '111122223333',
    region: 'eu-central-1',
    trigger: 'schedule',
    mode: 'by-settings',
    isFirst: false,
    enforcing: true,
    startedAt: '2026-11-21T03:00:00.412Z',
    finishedAt: '2026-11-21T03:04:12.980Z',
    buckets: 1204,
    outcomes: {},
    controls: {},
    worst: [],
    fixed: [],
    refused: { buckets: 0, named: [] },
    expiring: [],
    hearing: [],
    unforwarded: [],
    ...parts,
  };
}
