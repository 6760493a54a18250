import pMap from 'p-map';
import type { Message, Own } from '../../shared/core/events/message.ts';
import type { Outcome } from '../../shared/core/report.ts';
import type { Bucket } from '../../shared/model/resource.ts';
import type { Trigger } from '../../shared/model/trigger.ts';
import { handleBucket, type Service } from './handle-bucket.ts';
import { handleSuspectEdit } from './handle-suspect-edit.ts';
import { BatchTime } from './reconcile-time.ts';

/** Looks of one batch that are taken at once: more would wait for each other's sockets. */
const AT_ONCE = 25;

type ReconcileMessage = Extract<Message, { kind: 'reconcile' }>;
type SuspectMessage = Extract<Message, { kind: 'suspect-edit' }>;

/** A message, and how often it was received, this time included. */
export interface Tried {
  readonly message: Message;
  readonly receives: number;
}

/** Messages of one batch that speak of one bucket: one look answers them all. */
interface Group {
  readonly bucket: Bucket;
  readonly triggers: [Trigger, ...Trigger[]];
  /** How often the one of its messages was received that was received least often. */
  receives: number;
  readonly end: PromiseWithResolvers<Outcome>;
  /** The last look that one of its messages got alone. */
  alone: Promise<unknown>;
}

/** The looks of one batch. */
export class BatchReconciles {
  readonly #service: Service;
  readonly #remainingMs: () => number;
  readonly #groups: ReadonlyMap<string, Group>;
  readonly #time: BatchTime;

  constructor(service: Service, tried: readonly Tried[], remainingMs: () => number) {
    this.#service = service;
    this.#remainingMs = remainingMs;
    this.#groups = groupByBucket(tried);
    const suspects = tried.filter(({ message }) => message.kind === 'suspect-edit').length;
    this.#time = new BatchTime(remainingMs, this.#groups.size + suspects, AT_ONCE);
  }

  /** Takes a look at each bucket; what became of it is said by `outcomeFor`. */
  start(): void {
    void pMap(this.#groups.values(), (group) => this.#takeFor(group), { concurrency: AT_ONCE });
  }

  /**
   * What became of the bucket that a message speaks of.
   * @throws as `handleBucket` does, and an OutOfTimeError where the look took too long.
   */
  async outcomeFor(message: ReconcileMessage): Promise<Outcome> {
    const group = this.#groups.get(keyOf(message.bucket));
    if (group === undefined) throw new Error(`no look at bucket ${message.bucket.name}`);
    try {
      return await group.end.promise;
    } catch (error) {
      if (group.triggers.length === 1 || !isOfInput(error)) throw error;
      // Something that one of the messages says cannot be worked with: the others are looked for without it.
      const look = group.alone.then(() => this.#take({ ...group, triggers: [message.trigger] }));
      group.alone = look.catch(() => undefined);
      return look;
    }
  }

  /**
   * Has CloudTrail asked about an edit, and the bucket looked at with what it says.
   * @throws as `handleSuspectEdit` does, and an OutOfTimeError where it took too long.
   */
  confirm(
    own: Own,
    message: SuspectMessage,
    tried: { readonly receives: number; readonly triedMs: number },
  ): Promise<Outcome> {
    return this.#time.take((signal) =>
      handleSuspectEdit(this.#service, own, message, {
        leaseMs: this.#remainingMs(),
        signal,
        ...tried,
      }),
    );
  }

  async #takeFor(group: Group): Promise<void> {
    try {
      group.end.resolve(await this.#take(group));
    } catch (error) {
      group.end.reject(error);
    }
  }

  #take({ bucket, triggers, receives }: Pick<Group, 'bucket' | 'triggers' | 'receives'>) {
    return this.#time.take((signal) =>
      // Whoever dies within this time leaves the bucket to the next look right after it.
      handleBucket(this.#service, bucket, triggers, {
        leaseMs: this.#remainingMs(),
        signal,
        receives,
      }),
    );
  }
}

/** Whether an error comes of what was read, and of nothing that AWS answered. */
function isOfInput(error: unknown): boolean {
  return [TypeError, RangeError, SyntaxError, URIError].some((kind) => error instanceof kind);
}

function groupByBucket(tried: readonly Tried[]): Map<string, Group> {
  const groups = new Map<string, Group>();
  for (const { message, receives } of tried) {
    if (message.kind !== 'reconcile') continue;
    const group = groups.get(keyOf(message.bucket));
    if (group === undefined) {
      const end = Promise.withResolvers<Outcome>();
      // Nobody may be there to hear of it yet.
      end.promise.catch(() => undefined);
      const alone = Promise.resolve();
      groups.set(keyOf(message.bucket), {
        bucket: message.bucket,
        triggers: [message.trigger],
        receives,
        end,
        alone,
      });
    } else {
      group.triggers.push(message.trigger);
      group.receives = Math.min(group.receives, receives);
    }
  }
  return groups;
}

function keyOf(bucket: Bucket): string {
  return `${bucket.region}/${bucket.name}`;
}
