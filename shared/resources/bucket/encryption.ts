import * as v from 'valibot';
import { defined, fields, list, text } from '../../core/events/lenient.ts';
import type { Facet } from '../../model/facet.ts';
import { covers } from '../covers.ts';

/** `ServerSideEncryptionConfiguration` of GetBucketEncryption and PutBucketEncryption. */
export interface EncryptionConfiguration {
  readonly Rules: readonly EncryptionRule[];
}

export interface EncryptionRule {
  readonly ApplyServerSideEncryptionByDefault?: {
    /** `AES256`, `aws:kms`, `aws:kms:dsse`; `aws:fsx` and `aws:backup` are set by those services. */
    readonly SSEAlgorithm: string;
    readonly KMSMasterKeyID?: string;
  };
  readonly BucketKeyEnabled?: boolean;
  readonly BlockedEncryptionTypes?: { readonly EncryptionType?: readonly string[] };
}

declare module '../../model/facet.ts' {
  interface BucketFacets {
    encryption: EncryptionConfiguration;
  }
}

const Rule = fields({
  ApplyServerSideEncryptionByDefault: fields({ SSEAlgorithm: text, KMSMasterKeyID: text }),
  BucketKeyEnabled: text,
});

/** `requestParameters` of PutBucketEncryption: XML turned into JSON. */
const Parameters = fields({
  ServerSideEncryptionConfiguration: fields({ Rule: list(Rule), Rules: list(Rule) }),
});

/** S3 puts its own default in the place of what was deleted. */
const AFTER_DELETION: EncryptionConfiguration = {
  Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
};

/** How S3 encrypts new objects that name no encryption of their own. */
export const encryption: Facet<'encryption'> = {
  name: 'encryption',
  kind: 'bucket',
  title: 'Default encryption',
  changedBy: ['PutBucketEncryption', 'DeleteBucketEncryption'],
  permissions: {
    read: ['s3:GetEncryptionConfiguration'],
    write: ['s3:PutEncryptionConfiguration'],
    remove: ['s3:PutEncryptionConfiguration'],
  },
  write: { after: [], mode: 'merge' },
  isStill: (left, live) => covers(live, left),
  impact: encryptionImpact,
  putBy(call, parameters) {
    if (call === 'DeleteBucketEncryption') return { value: undefined };
    if (call !== 'PutBucketEncryption') return undefined;
    const { Rule: one, Rules } = v.parse(Parameters, parameters).ServerSideEncryptionConfiguration;
    const rules = [...one, ...Rules].flatMap((rule) => sentRule(rule) ?? []);
    return rules.length === 0 ? undefined : { value: { Rules: rules } };
  },
  contradicts: (put, live) => {
    if (put === undefined && live === undefined) return false;
    return !covers(live, put ?? AFTER_DELETION);
  },
};

function sentRule(rule: v.InferOutput<typeof Rule>): EncryptionRule | undefined {
  const { SSEAlgorithm, KMSMasterKeyID } = rule.ApplyServerSideEncryptionByDefault;
  if (SSEAlgorithm === undefined) return undefined;
  return {
    ApplyServerSideEncryptionByDefault: { SSEAlgorithm, ...defined({ KMSMasterKeyID }) },
    ...(rule.BucketKeyEnabled === undefined
      ? {}
      : { BucketKeyEnabled: rule.BucketKeyEnabled === 'true' }),
  };
}

/** What is noticed of default encryption that uses KMS, or no bucket key, from now on. */
function encryptionImpact(before: unknown, after: unknown): string | undefined {
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
