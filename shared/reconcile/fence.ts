import type { MiddlewareStack } from '@smithy/types';
import type { Sender } from '../resources/facet-calls.ts';

/** A write would begin when somebody else may have the bucket already: a computer slept, or a function was frozen. */
export class LeaseOverError extends Error {
  override readonly name = 'LeaseOverError';
}

/** Longer than one try of a write takes by the clients' own time-outs: what is sent is answered within the lease. */
const LONGEST_TRY_MS = 5_000;

/** Until when, and whether still, a bucket is a writer's own. */
export interface Fence {
  /** The end of the lease, in ms since 1970. */
  readonly untilMs: number;
  /** Whether nobody took the bucket since the lease was recorded; left out where the clock is to be trusted. */
  isOurs?(): Promise<boolean>;
}

/**
 * Does one write within the lease.
 * @param work sends by the client that it is given: each of its tries is checked again, right before it leaves.
 * @throws {LeaseOverError} where the lease is over, or somebody else's by now.
 */
export async function withinLease(
  client: Sender,
  { untilMs, isOurs }: Fence,
  work: (fenced: Sender) => Promise<void>,
): Promise<void> {
  requireTime(untilMs);
  if ((await isOurs?.()) === false) throw new LeaseOverError('another look took the bucket');
  await work(fencedClient(client, untilMs));
}

function fencedClient(client: Sender, untilMs: number): Sender {
  const send = async (command: object) => {
    requireTime(untilMs);
    // The last thing before a request leaves: after every wait for another try, for a turn and for credentials.
    const { middlewareStack } = command as { middlewareStack: MiddlewareStack<object, object> };
    middlewareStack.add(
      (next) => (args) => {
        requireTime(untilMs);
        return next(args);
      },
      { name: 'withinLease', step: 'deserialize', priority: 'low' },
    );
    return client.send(command);
  };
  return { send };
}

function requireTime(untilMs: number): void {
  const leftMs = untilMs - Date.now();
  if (leftMs >= LONGEST_TRY_MS) return;
  throw new LeaseOverError(
    leftMs > 0
      ? 'too little time was left to write'
      : 'the time in which it was to be written is over',
  );
}
