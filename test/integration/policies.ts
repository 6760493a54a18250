import { PutBucketPolicyCommand } from '@aws-sdk/client-s3';
import { policyOf, s3 } from './deployed.ts';

/** All four settings of a public access block on. */
export const ALL_ON = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
};

/** A statement of a bucket's owner, known by its Sid. */
export function statementFor(bucket: string, Sid: string, more: object = {}) {
  return {
    Sid,
    Effect: 'Allow',
    Principal: { AWS: 'arn:aws:iam::000000000000:root' },
    Action: 's3:GetObject',
    Resource: `arn:aws:s3:::${bucket}/*`,
    ...more,
  };
}

/** A policy of these statements as text. */
export function policyWith(...Statement: readonly object[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement });
}

/** A policy with an owner's statement for each Sid. */
export function policyFor(bucket: string, ...sids: readonly string[]): string {
  return policyWith(...sids.map((sid) => statementFor(bucket, sid)));
}

/** Gives a bucket another policy, as its owner does. */
export function putPolicy(Bucket: string, Policy: string) {
  return s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
}

/** The Sids of a bucket's policy, in its order. */
export async function sidsOf(bucket: string): Promise<string[]> {
  return JSON.parse(await policyOf(bucket)).Statement.map(({ Sid }: { Sid: string }) => Sid);
}
