import { control } from '../model/control.ts';

const SETTINGS = [
  'BlockPublicAcls',
  'IgnorePublicAcls',
  'BlockPublicPolicy',
  'RestrictPublicBuckets',
] as const;

/** All four settings of the bucket's public access block are on. */
export const blockPublicAccess = control({
  id: 'block-public-access',
  title: 'Public access is blocked',
  description:
    "All four settings of the bucket's public access block are turned on, so that no ACL and no " +
    'policy can open the bucket to the world. A setting that was on stays on.',
  severity: 'critical',
  modes: { essential: 'enforce', recommended: 'enforce', strict: 'enforce' },
  kind: 'bucket',
  reads: ['publicAccessBlock'],
  writes: ['publicAccessBlock'],
  configRules: [
    'S3_BUCKET_LEVEL_PUBLIC_ACCESS_PROHIBITED',
    'S3_BUCKET_PUBLIC_READ_PROHIBITED',
    'S3_BUCKET_PUBLIC_WRITE_PROHIBITED',
  ],
  findings: ['S3.2', 'S3.3', 'S3.8', 'Policy:S3/BucketBlockPublicAccessDisabled'],
  judge({ publicAccessBlock }) {
    const current = publicAccessBlock.state === 'present' ? publicAccessBlock.value : {};
    const off = SETTINGS.filter((setting) => current[setting] !== true);
    if (off.length === 0) return { status: 'compliant' };
    return {
      status: 'noncompliant',
      reason:
        off.length === SETTINGS.length
          ? 'no setting of the public access block is on'
          : `the public access block leaves ${off.join(' and ')} off`,
      desired: {
        publicAccessBlock: {
          ...current,
          BlockPublicAcls: true,
          IgnorePublicAcls: true,
          BlockPublicPolicy: true,
          RestrictPublicBuckets: true,
        },
      },
    };
  },
});
