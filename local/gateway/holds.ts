import type { AwsRequest, Caller } from './aws-request.ts';

/** Which call to hold: the next one of an operation. */
export interface HoldRequest {
  operation: string;
  caller?: Caller | undefined;
  bucket?: string | undefined;
}

interface Hold extends HoldRequest {
  taken: boolean;
  reached: PromiseWithResolvers<void>;
  released: PromiseWithResolvers<void>;
}

/** Holds calls before they reach AWS, for as long as a test likes. */
export class Holds {
  readonly #holds = new Map<string, Hold>();

  add(request: HoldRequest): string {
    const id = crypto.randomUUID();
    this.#holds.set(id, {
      ...request,
      taken: false,
      reached: Promise.withResolvers(),
      released: Promise.withResolvers(),
    });
    return id;
  }

  /** Resolves once a call is held, or to undefined at once where there is no such hold. */
  reached(id: string): Promise<void> | undefined {
    return this.#holds.get(id)?.reached.promise;
  }

  /** Lets the held call go on, and holds no more. */
  release(id: string): boolean {
    this.#holds.get(id)?.released.resolve();
    return this.#holds.delete(id);
  }

  releaseAll(): void {
    for (const id of this.#holds.keys()) this.release(id);
  }

  /** Waits where the call is to be held. One hold takes one call. */
  async pass(request: AwsRequest): Promise<void> {
    for (const hold of this.#holds.values()) {
      if (hold.taken || !isFor(hold, request)) continue;
      hold.taken = true;
      hold.reached.resolve();
      return hold.released.promise;
    }
  }
}

function isFor({ operation, caller, bucket }: HoldRequest, request: AwsRequest): boolean {
  if (operation !== request.operation) return false;
  if (caller && caller !== request.caller) return false;
  return !bucket || bucket === request.bucket;
}
