import type { EncryptionConfiguration, PublicAccessBlock } from './facet.ts';

/*
 * What people may notice of a change, in a sentence or two; undefined where it is nothing. Values come
 * from alerts, which leave out what is too large for them: then nothing is said of it.
 */

type SettingName = keyof PublicAccessBlock;

const LEFT_WITH_PUBLIC_POLICY =
  "While the bucket policy is public, only AWS services and the bucket's own account keep access: other accounts and anonymous callers lose it.";

/** What each setting of the public access block does where it goes on, after AWS's description of the four. */
const SETTING_EFFECTS: Readonly<Record<SettingName, string>> = {
  BlockPublicAcls:
    'Setting a public ACL, or uploading with one such as public-read, fails from now on.',
  IgnorePublicAcls: 'Public ACLs no longer give access.',
  BlockPublicPolicy: 'A policy that would make the bucket public is refused from now on.',
  RestrictPublicBuckets: LEFT_WITH_PUBLIC_POLICY,
};

const ALL_SETTINGS_EFFECT = `Public ACLs no longer count, and uploads with one such as public-read fail, as do policies that would make the bucket public. ${LEFT_WITH_PUBLIC_POLICY}`;

/** What people may notice of settings of the public access block that went on. */
export function publicAccessBlockEffect(before: unknown, after: unknown): string | undefined {
  const [was, is] = [(before ?? {}) as PublicAccessBlock, after as PublicAccessBlock];
  const settings = Object.keys(SETTING_EFFECTS) as SettingName[];
  const wentOn = settings.filter((setting) => is[setting] === true && was[setting] !== true);
  if (wentOn.length === 0) return undefined;
  if (wentOn.length === settings.length) return ALL_SETTINGS_EFFECT;
  return wentOn.map((setting) => SETTING_EFFECTS[setting]).join(' ');
}

/** What people may notice of default encryption that uses KMS, or no bucket key, from now on. */
export function encryptionEffect(before: unknown, after: unknown): string | undefined {
  if (!usesKms(after)) return undefined;
  if (usesKms(before))
    return hasBucketKey(before) && !hasBucketKey(after) ? NO_BUCKET_KEY : undefined;
  const key = defaultOf(after)?.KMSMasterKeyID;
  const named = key === undefined ? 'the AWS managed key aws/s3' : `the KMS key ${key}`;
  const others =
    key === undefined
      ? ', which other accounts cannot be given: they cannot read these objects'
      : '';
  return `New objects are encrypted with ${named} by default: whoever uploads or reads them needs permission to use it${others}. A bucket for S3 server access logs, or for those of an Application or Classic Load Balancer, has to keep SSE-S3.`;
}

const NO_BUCKET_KEY =
  'The bucket key is gone, because S3 does not support it for DSSE-KMS: each new object costs requests to KMS.';

function hasBucketKey(value: unknown): boolean {
  return ruleOf(value)?.BucketKeyEnabled === true;
}

function usesKms(value: unknown): boolean {
  return defaultOf(value)?.SSEAlgorithm.startsWith('aws:kms') ?? false;
}

function defaultOf(value: unknown) {
  return ruleOf(value)?.ApplyServerSideEncryptionByDefault;
}

function ruleOf(value: unknown) {
  const { Rules: [rule] = [] } = (value ?? {}) as Partial<EncryptionConfiguration>;
  return rule;
}
