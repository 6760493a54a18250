import { compliantRead, equivalentDeny, narrowDeny, publicRead, rich, stale } from './policies.ts';

/** The calls with which the service may change a bucket. */
export type Write = 'PutBucketEncryption' | 'PutBucketPolicy' | 'PutPublicAccessBlock';

/** A bucket, what its owner does to it, and what the demo promises will come of it. */
export interface Scenario {
  name: string;
  /** What is wrong with it, as a clause. */
  story: string;
  /** Settings that the owner makes after creating it; one that is not named stays S3's own. */
  drift: {
    publicAccessBlock?: 'deleted' | 'the settings for ACLs only';
    encryption?: Encryption;
    policy?: string;
    /** How the policy got there: S3 would refuse it today. */
    planted?: true;
    /** It drifted when nobody listened: AWS Config speaks of it later. */
    unheard?: true;
  };
  promise: {
    /** Who reads the object before; the owner over TLS always does. */
    before: { plain: 'got it' | 'refused'; anybody: 'got it' | 'refused' };
    encryption: Encryption;
    /** What the service writes, and nothing else. */
    writes: readonly Write[];
    /** What the service tells that it cannot do. */
    cannot?: 'stale-principal';
  };
}

interface Encryption {
  algorithm: 'AES256' | 'aws:kms' | 'aws:kms:dsse';
  key?: string;
}

const openToPlainHttp = { plain: 'got it', anybody: 'refused' } as const;
const openToAll = { plain: 'got it', anybody: 'got it' } as const;
const closed = { plain: 'refused', anybody: 'refused' } as const;

const kms: Encryption = { algorithm: 'aws:kms' };
const ownKey: Encryption = {
  algorithm: 'aws:kms:dsse',
  key: 'arn:aws:kms:us-east-1:000000000000:key/6d1f0a52-94c7-4b0e-8f2e-3a7c5b9d1e20',
};

/** The AWS Config rule that speaks of the bucket whose drift nobody heard of. */
export const configRuleName = 's3-bucket-ssl-requests-only';

/** Ten ways to drift, or not to. A new bucket has SSE-S3 and its public access blocked, as in AWS. */
export const scenarios: readonly Scenario[] = [
  {
    name: 'new-and-bare',
    story: 'new, with its public access block deleted and no policy',
    drift: { publicAccessBlock: 'deleted' },
    promise: {
      before: openToPlainHttp,
      encryption: kms,
      writes: ['PutBucketEncryption', 'PutBucketPolicy', 'PutPublicAccessBlock'],
    },
  },
  {
    name: 'half-blocked',
    story: 'two of the four public access settings are off',
    drift: { publicAccessBlock: 'the settings for ACLs only' },
    promise: {
      before: openToPlainHttp,
      encryption: kms,
      writes: ['PutBucketEncryption', 'PutBucketPolicy', 'PutPublicAccessBlock'],
    },
  },
  {
    name: 'rich-policy',
    story: 'a policy of five statements, none of them about TLS',
    drift: { policy: rich('rich-policy') },
    promise: {
      before: openToPlainHttp,
      encryption: kms,
      writes: ['PutBucketEncryption', 'PutBucketPolicy'],
    },
  },
  {
    name: 'narrow-deny',
    story: 'a policy that asks for TLS, but only of uploads',
    drift: { policy: narrowDeny('narrow-deny') },
    promise: {
      before: openToPlainHttp,
      encryption: kms,
      writes: ['PutBucketEncryption', 'PutBucketPolicy'],
    },
  },
  {
    name: 'equivalent-deny',
    story: 'TLS only already, in words of its own: not to be touched',
    drift: { encryption: kms, policy: equivalentDeny('equivalent-deny') },
    promise: { before: closed, encryption: kms, writes: [] },
  },
  {
    name: 'dsse-key',
    story: "encrypted more strongly than asked, with its owner's key",
    drift: { encryption: ownKey },
    promise: { before: openToPlainHttp, encryption: ownKey, writes: ['PutBucketPolicy'] },
  },
  {
    name: 'stale-principal',
    story: 'its policy names a deleted role, so S3 takes no edit of it',
    drift: { publicAccessBlock: 'deleted', policy: stale('stale-principal'), planted: true },
    promise: {
      before: openToPlainHttp,
      encryption: kms,
      writes: ['PutBucketEncryption', 'PutPublicAccessBlock'],
      cannot: 'stale-principal',
    },
  },
  {
    name: 'public-policy',
    story: 'opened to the whole world by its policy',
    drift: { publicAccessBlock: 'deleted', policy: publicRead('public-policy') },
    promise: {
      before: openToAll,
      encryption: kms,
      writes: ['PutBucketEncryption', 'PutBucketPolicy', 'PutPublicAccessBlock'],
    },
  },
  {
    name: 'compliant',
    story: 'as it should be: not to be touched',
    drift: { encryption: kms, policy: compliantRead('compliant') },
    promise: { before: closed, encryption: kms, writes: [] },
  },
  {
    name: 'old-bucket',
    story: 'drifted when nobody listened; AWS Config finds it now',
    drift: { publicAccessBlock: 'deleted', unheard: true },
    promise: {
      before: openToPlainHttp,
      encryption: kms,
      writes: ['PutBucketEncryption', 'PutBucketPolicy', 'PutPublicAccessBlock'],
    },
  },
];
