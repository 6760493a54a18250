import type { EncryptionConfiguration } from '../../shared/resources/bucket/encryption.ts';
import type { PublicAccessBlock } from '../../shared/resources/bucket/public-access-block.ts';

/** How a made-up bucket stands before anybody looks at it. */
export interface MadeUpBucket {
  readonly name: string;
  readonly way: Way;
  readonly encryption: EncryptionConfiguration;
  /** Undefined where it has none. */
  readonly policy: string | undefined;
  /** Undefined where it has none. */
  readonly publicAccessBlock: PublicAccessBlock | undefined;
}

/** The ways in which a made-up bucket may stand; only `compliant` needs nothing. */
const BROKEN_WAYS = [
  'bare',
  'no-policy',
  'owners-policy',
  'half-blocked',
  'strongly-encrypted',
] as const;

export type Way = 'compliant' | (typeof BROKEN_WAYS)[number];

const PREFIX = 'bench-';
const DIGITS = 8;

const ALL_ON: PublicAccessBlock = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
};

/** Names sort as their numbers do, as S3 lists buckets by name. */
export function nameOf(index: number): string {
  return `${PREFIX}${String(index).padStart(DIGITS, '0')}`;
}

/** The number of a made-up bucket; undefined for any other name. */
export function indexOf(name: string): number | undefined {
  const digits = name.startsWith(PREFIX) ? name.slice(PREFIX.length) : '';
  return digits.length === DIGITS && /^\d+$/.test(digits) ? Number(digits) : undefined;
}

/**
 * Bucket number `index`, always the same one.
 * @param brokenEvery every how manieth bucket is broken, one way after the other; 0 for none.
 */
export function madeUpBucket(index: number, brokenEvery: number, account: string): MadeUpBucket {
  const name = nameOf(index);
  const way = wayOf(index, brokenEvery);
  return {
    name,
    way,
    encryption: encryptionOf(way),
    policy: policyOf(way, name, account),
    publicAccessBlock: publicAccessBlockOf(way),
  };
}

export function wayOf(index: number, brokenEvery: number): Way {
  if (brokenEvery === 0 || index % brokenEvery !== 0) return 'compliant';
  return BROKEN_WAYS[(index / brokenEvery) % BROKEN_WAYS.length] ?? 'compliant';
}

function encryptionOf(way: Way): EncryptionConfiguration {
  // As S3 gives every bucket SSE-S3, a rule without an algorithm is as near to none as it gets.
  if (way === 'bare') return { Rules: [{ BucketKeyEnabled: false }] };
  const SSEAlgorithm = way === 'strongly-encrypted' ? 'aws:kms:dsse' : 'AES256';
  return {
    Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm }, BucketKeyEnabled: false }],
  };
}

function policyOf(way: Way, name: string, account: string): string | undefined {
  if (way === 'bare' || way === 'no-policy') return undefined;
  const owners = ownersStatements(name, account);
  const lacksDeny = way === 'owners-policy' || way === 'strongly-encrypted';
  const Statement = lacksDeny ? owners : [...owners, denyPlainHttp(name)];
  return JSON.stringify({ Version: '2012-10-17', Statement });
}

function ownersStatements(name: string, account: string): object[] {
  const arn = `arn:aws:s3:::${name}`;
  const AWS = `arn:aws:iam::${account}:root`;
  return [
    { Sid: 'Read', Effect: 'Allow', Principal: { AWS }, Action: 's3:Get*', Resource: `${arn}/*` },
    { Sid: 'List', Effect: 'Allow', Principal: { AWS }, Action: 's3:ListBucket', Resource: arn },
  ];
}

/** The owner's own wording, found by what it denies and not by how it is called. */
function denyPlainHttp(name: string): object {
  return {
    Sid: 'OnlyTls',
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: [`arn:aws:s3:::${name}`, `arn:aws:s3:::${name}/*`],
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  };
}

function publicAccessBlockOf(way: Way): PublicAccessBlock | undefined {
  if (way === 'bare') return undefined;
  return way === 'half-blocked' ? { ...ALL_ON, IgnorePublicAcls: false } : ALL_ON;
}
