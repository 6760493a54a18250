import type { Facet } from '../../model/facet.ts';
import { covers } from '../covers.ts';

/** `PublicAccessBlockConfiguration` of Get- and PutPublicAccessBlock. */
export interface PublicAccessBlock {
  readonly BlockPublicAcls?: boolean | undefined;
  readonly IgnorePublicAcls?: boolean | undefined;
  readonly BlockPublicPolicy?: boolean | undefined;
  readonly RestrictPublicBuckets?: boolean | undefined;
}

declare module '../../model/facet.ts' {
  interface BucketFacets {
    publicAccessBlock: PublicAccessBlock;
  }
}

/** The bucket's own four settings against public access. */
export const publicAccessBlock: Facet<'publicAccessBlock'> = {
  name: 'publicAccessBlock',
  kind: 'bucket',
  title: 'Public access block',
  changedBy: [
    'PutBucketPublicAccessBlock',
    'DeleteBucketPublicAccessBlock',
    'DeletePublicAccessBlock',
  ],
  permissions: {
    read: ['s3:GetBucketPublicAccessBlock'],
    write: ['s3:PutBucketPublicAccessBlock'],
    remove: ['s3:PutBucketPublicAccessBlock'],
  },
  write: {
    // A public policy or ACL cannot be written once it is on, and S3 refuses to have both written at the same time.
    after: ['policy'],
    // Nothing of it can be stronger than all on.
    mode: 'replace',
  },
  isStill: (left, live) => covers(live, left),
  impact: publicAccessBlockImpact,
};

type SettingName = keyof PublicAccessBlock;

const LEFT_WITH_PUBLIC_POLICY =
  "While the bucket policy is public, only AWS services and the bucket's own account keep access: other accounts and anonymous callers lose it.";

/** What each setting of the public access block does where it goes on, after AWS's description of the four. */
const SETTING_IMPACTS: Readonly<Record<SettingName, string>> = {
  BlockPublicAcls:
    'Setting a public ACL, or uploading with one such as public-read, fails from now on.',
  IgnorePublicAcls: 'Public ACLs no longer give access.',
  BlockPublicPolicy: 'A policy that would make the bucket public is refused from now on.',
  RestrictPublicBuckets: LEFT_WITH_PUBLIC_POLICY,
};

const ALL_SETTINGS_IMPACT = `Public ACLs no longer count, and uploads with one such as public-read fail, as do policies that would make the bucket public. ${LEFT_WITH_PUBLIC_POLICY}`;

/** What people may notice of settings of the public access block that went on. */
function publicAccessBlockImpact(before: unknown, after: unknown): string | undefined {
  const [was, is] = [(before ?? {}) as PublicAccessBlock, after as PublicAccessBlock];
  const settings = Object.keys(SETTING_IMPACTS) as SettingName[];
  const wentOn = settings.filter((setting) => is[setting] === true && was[setting] !== true);
  if (wentOn.length === 0) return undefined;
  if (wentOn.length === settings.length) return ALL_SETTINGS_IMPACT;
  return wentOn.map((setting) => SETTING_IMPACTS[setting]).join(' ');
}
