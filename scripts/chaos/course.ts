import type { BusEvent } from '../../local/gateway/bus.ts';
import { isOwners, type Statement } from './owner.ts';

/** The course of every bucket's policy, followed by CloudTrail's events as the calls were made. */
export class Course {
  /** Writes of the service that took back an edit of the owner's, by bucket. */
  readonly overwrites = new Map<string, number>();
  /** Events of owners' calls, and of the service's own. */
  ofOwners = 0;
  ofService = 0;
  readonly #owned = new Map<string, string>();
  /** As their owner wrote them last. */
  readonly #wanted = new Map<string, string>();

  /** Takes one event, in the order of the calls. */
  readonly follow = ({ detail }: BusEvent): void => {
    const { type } = detail['userIdentity'] as { type: string };
    const isService = type === 'AssumedRole';
    if (isService) this.ofService += 1;
    else this.ofOwners += 1;
    const { bucketName: bucket, bucketPolicy } = detail['requestParameters'] as {
      bucketName: string;
      bucketPolicy?: { Statement: Statement[] };
    };
    if (
      detail['errorCode'] !== undefined ||
      !/^(Put|Delete)BucketPolicy$/.test(String(detail['eventName']))
    ) {
      return;
    }
    const owned = JSON.stringify((bucketPolicy?.Statement ?? []).filter(isOwners));
    if (!isService) {
      this.#wanted.set(bucket, owned);
    } else if (owned !== this.#owned.get(bucket) && owned !== (this.#wanted.get(bucket) ?? '[]')) {
      // What is as its owner wrote it last was put back, not taken.
      this.overwrites.set(bucket, (this.overwrites.get(bucket) ?? 0) + 1);
    }
    this.#owned.set(bucket, owned);
  };
}
