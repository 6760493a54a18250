import type { ResourceKind } from '../model/resource.ts';

interface Kind {
  /** What people call one of them. */
  readonly noun: string;
  /** CloudTrail event names of the calls that make one: every control is evaluated after them. */
  readonly madeBy: readonly string[];
}

/** What is known of each kind of resource. */
export const KINDS: Readonly<Record<ResourceKind, Kind>> = {
  bucket: { noun: 'bucket', madeBy: ['CreateBucket'] },
  account: { noun: 'account', madeBy: [] },
  'kms-key': { noun: 'KMS key', madeBy: ['CreateKey'] },
};
