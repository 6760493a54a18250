import type { IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';
import { region as defaultRegion } from '../root.ts';
import { isS3Control, s3ControlOperation } from './s3-control-operations.ts';
import { s3Operation, s3Target } from './s3-operations.ts';

/** Who calls: the service under test, told by its user agent, or anybody else. */
export type Caller = 'service' | 'other';

/** One call to AWS as it came to the gateway. */
export interface AwsRequest {
  method: string;
  /** Path and query, as sent. */
  url: string;
  query: URLSearchParams;
  /** As sent, names and values in turn: a signature covers them. */
  rawHeaders: string[];
  headers: IncomingMessage['headers'];
  body: Buffer;
  secure: boolean;
  /** Such as TLSv1.3; undefined over plain HTTP. */
  tlsVersion: string | undefined;
  sourceIp: string;
  /** As signed for: s3, sqs, events, …; s3-control, which is signed for as s3, has its own name. */
  service: string;
  operation: string;
  bucket: string | null;
  region: string;
  /** Undefined for anonymous calls. */
  accessKeyId: string | undefined;
  caller: Caller;
}

/** Reads a request to its end and says what it asks of AWS. */
export async function readRequest(message: IncomingMessage, secure: boolean): Promise<AwsRequest> {
  const body = Buffer.concat(await message.toArray());
  const { method = 'GET', url = '/', headers } = message;
  const { pathname, searchParams: query } = new URL(url, 'http://gateway');
  const scope = credentialScope(headers.authorization, query);
  const target = String(headers['x-amz-target'] ?? '');
  const path = decodePath(pathname);
  const signedFor = scope?.service ?? (target ? target.split(/[._]/, 1)[0]?.toLowerCase() : 's3');
  const service = signedFor === 's3' && isS3Control(path) ? 's3-control' : (signedFor ?? 's3');
  const s3 = service === 's3' ? s3Target(path, headers.host) : undefined;
  return {
    method,
    url,
    query,
    rawHeaders: message.rawHeaders,
    headers,
    body,
    secure,
    tlsVersion: tlsVersionOf(message),
    sourceIp: message.socket.remoteAddress ?? '',
    service,
    operation: s3
      ? s3Operation(method, s3, query)
      : service === 's3-control'
        ? s3ControlOperation(method, path)
        : otherOperation(method, path, target, headers['content-type'], body),
    bucket: s3?.bucket ?? null,
    region: scope?.region ?? defaultRegion,
    accessKeyId: scope?.accessKeyId,
    caller: (headers['user-agent'] ?? '').includes('bucket-warden/') ? 'service' : 'other',
  };
}

function tlsVersionOf({ socket }: IncomingMessage): string | undefined {
  return socket instanceof TLSSocket ? (socket.getProtocol() ?? undefined) : undefined;
}

function credentialScope(authorization: string | undefined, query: URLSearchParams) {
  const credential =
    /Credential=([^,\s]+)/.exec(authorization ?? '')?.[1] ?? query.get('X-Amz-Credential');
  const [accessKeyId, , region, service] = credential?.split('/') ?? [];
  return accessKeyId && region && service ? { accessKeyId, region, service } : undefined;
}

/** The operation in the three ways that protocols other than S3's say it, or method and path. */
function otherOperation(
  method: string,
  path: string,
  target: string,
  contentType: string | undefined,
  body: Buffer,
): string {
  if (target) return target.slice(target.lastIndexOf('.') + 1);
  const rpc = /^\/service\/[^/]+\/operation\/([^/]+)$/.exec(path)?.[1];
  if (rpc) return rpc;
  const isForm = contentType?.startsWith('application/x-www-form-urlencoded');
  const action = isForm ? new URLSearchParams(body.toString()).get('Action') : undefined;
  return action ?? `${method} ${path}`;
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
