import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { s3Operation, s3Target } from '../../../local/gateway/s3-operations.ts';
import { Counter } from './counts.ts';
import { type Answer, error, S3Answers } from './s3-answers.ts';
import { TokenBucket } from './token-bucket.ts';

/** What a bench server is like. */
export interface ServerOptions {
  /** How many buckets the account has. */
  readonly buckets: number;
  /** Every how manieth bucket is broken; 0 for none. */
  readonly brokenEvery: number;
  /** How long each answer takes, in ms. */
  readonly latencyMs: number;
  /** Requests to S3 per second; what is beyond is told to slow down. 0 for no limit. */
  readonly limit: number;
}

export interface BenchServer {
  readonly endpoint: string;
  close(): Promise<void>;
}

/** Where the counts are: GET gives them, DELETE clears them. */
export const COUNTS_PATH = '/_bench/counts';

/**
 * A server on a free port that answers as S3 and DynamoDB would for an account of made-up buckets: pages of
 * buckets, the reads and writes of facets, and an empty table. It knows no credentials and costs little.
 */
export async function serve(options: ServerOptions): Promise<BenchServer> {
  const s3 = new S3Answers(options.buckets, options.brokenEvery);
  const limit = options.limit > 0 ? new TokenBucket(options.limit, performance.now()) : undefined;
  let counter = new Counter();

  const answerTo = (request: Request, body: string): Answer => {
    const { operation, isS3, bucket, query } = request;
    const isThrottled = isS3 && limit !== undefined && !limit.take(performance.now());
    counter.count(operation, isS3, isThrottled, performance.now());
    if (isThrottled) return error(503, 'SlowDown');
    if (isS3) return s3.answer(operation, bucket, query, body);
    return { status: 200, body: operation === 'Query' ? '{"Items":[],"Count":0}' : '{}' };
  };

  const handle = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    if (incoming.url === COUNTS_PATH) {
      if (incoming.method === 'DELETE') counter = new Counter();
      outgoing.end(JSON.stringify(counter.counts));
      return;
    }
    const request = readRequest(incoming);
    const { status, body } = answerTo(request, await text(incoming));
    if (options.latencyMs > 0) await sleep(options.latencyMs);
    outgoing.writeHead(status, {
      'content-type': request.isS3 ? 'application/xml' : 'application/x-amz-json-1.0',
      'content-length': Buffer.byteLength(body),
    });
    outgoing.end(body);
  };

  const server = createServer((incoming, outgoing) => {
    // A client that went away in the middle of its request needs no answer.
    handle(incoming, outgoing).catch(() => outgoing.destroy());
  });
  // Longer than clients keep a connection: one that closes as it is used again is a reset.
  server.keepAliveTimeout = 90_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Request {
  readonly operation: string;
  readonly isS3: boolean;
  readonly bucket: string;
  readonly query: URLSearchParams;
}

/** Only what the bench's clients send: buckets in the path, and DynamoDB by its target header. */
function readRequest({ method = 'GET', url = '/', headers }: IncomingMessage): Request {
  const target = headers['x-amz-target'];
  if (typeof target === 'string') {
    const operation = target.slice(target.indexOf('.') + 1);
    return { operation, isS3: false, bucket: '', query: new URLSearchParams() };
  }
  const [path = '/', search = ''] = url.split('?');
  const query = new URLSearchParams(search);
  const at = s3Target(path);
  return { operation: s3Operation(method, at, query), isS3: true, bucket: at.bucket ?? '', query };
}
