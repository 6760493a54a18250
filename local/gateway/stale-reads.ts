import type { Answer } from './answer.ts';
import type { AwsRequest, Caller } from './aws-request.ts';
import { bucketPart } from './s3-operations.ts';

/** Reads of a part of buckets' configuration that see it as it was before it was last written. */
export interface StaleRead {
  /** The read, such as GetBucketPolicy. */
  operation: string;
  caller?: Caller | undefined;
  bucket?: string | undefined;
  /** How many reads: all, unless said. */
  times?: number | undefined;
}

type Send = (request: AwsRequest) => Promise<Answer>;

/** Bucket configuration is eventually consistent: on demand, reads here are too. */
export class StaleReads {
  #list: (StaleRead & { left: number })[] = [];
  /** What stood before the last write of a part, by bucket and part. */
  readonly #before = new Map<string, Answer>();

  /** Replaces what is asked for. Only writes from now on leave something to see. */
  set list(list: StaleRead[]) {
    this.#list = list.map((one) => ({ ...one, left: one.times ?? Number.POSITIVE_INFINITY }));
    this.#before.clear();
  }

  /** Sends a request on, and answers a read with what stood before if that is asked for. */
  async send(request: AwsRequest, send: Send): Promise<Answer> {
    const part = bucketPart(request.operation);
    if (!part || !this.#list.some((one) => concerns(one, request.bucket, part.read))) {
      return send(request);
    }
    const key = `${request.bucket} ${part.read}`;
    if (request.operation !== part.read) {
      const before = await send(readAsRoot(request, part.parameter));
      const answer = await send(request);
      if (answer.status < 300) this.#before.set(key, before);
      return answer;
    }
    const answer = await send(request);
    const before = this.#before.get(key);
    // Who may not read sees nothing old either.
    return before && answer.status !== 403 && this.#take(request) ? before : answer;
  }

  #take(request: AwsRequest): boolean {
    const asked = this.#list.find(
      (one) =>
        one.left > 0 &&
        concerns(one, request.bucket, request.operation) &&
        (!one.caller || one.caller === request.caller),
    );
    if (asked) asked.left--;
    return asked !== undefined;
  }
}

function concerns(one: StaleRead, bucket: string | null, read: string): boolean {
  return one.operation === read && (!one.bucket || one.bucket === bucket);
}

/** The read that goes with a write; the emulator takes root's word without a signature. */
function readAsRoot(request: AwsRequest, parameter: string): AwsRequest {
  const { pathname } = new URL(request.url, 'http://gateway');
  const scope = `test/20200101/${request.region}/s3/aws4_request`;
  const authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=none`;
  return {
    ...request,
    method: 'GET',
    url: `${pathname}?${parameter}`,
    rawHeaders: ['host', request.headers.host ?? '', 'authorization', authorization],
    body: Buffer.alloc(0),
  };
}
