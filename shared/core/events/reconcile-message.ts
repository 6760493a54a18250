import type { EventTrigger } from '../../model/trigger.ts';
import { ignored, type Message, malformed, type Own } from './message.ts';
import { firstRegion, isBucketName, isDirectoryBucketName } from './place.ts';

/** What an event says of where its bucket is, best source first. */
export interface Place {
  readonly bucket: string;
  readonly regions: readonly (string | undefined)[];
  /** Every account that the event speaks of as the bucket's or its own. */
  readonly accounts: readonly string[];
  readonly trigger: EventTrigger;
  readonly own: Own;
}

/** The end of every reader: a look, if the place is beyond doubt and ours. */
export function reconcileMessage({ bucket, regions, accounts, trigger, own }: Place): Message {
  if (isDirectoryBucketName(bucket)) return ignored('directory-bucket', bucket);
  if (!isBucketName(bucket))
    return malformed(`not a bucket name: ${JSON.stringify(bucket.slice(0, 300))}`);
  const foreign = accounts.find((account) => account !== own.account);
  if (foreign !== undefined) return ignored('foreign-account', `${bucket} belongs to ${foreign}`);
  if (accounts.length === 0) return malformed(`${bucket}: no account id`);
  const region = firstRegion(...regions);
  if (region === undefined) return malformed(`${bucket}: no Region`);
  return {
    kind: 'reconcile',
    bucket: {
      kind: 'bucket',
      name: bucket,
      region,
      account: own.account,
      partition: own.partition,
    },
    trigger,
  };
}
