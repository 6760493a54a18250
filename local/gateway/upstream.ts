import { Agent, request as httpRequest } from 'node:http';
import type { Answer } from './answer.ts';
import type { AwsRequest } from './aws-request.ts';

/** Headers of the connection, not of the request; how it came is the gateway's to say. */
const ownHeaders = new Set([
  ...['connection', 'keep-alive', 'proxy-connection', 'transfer-encoding', 'upgrade', 'te'],
  ...['expect', 'x-forwarded-proto', 'x-forwarded-tls-version'],
]);

/** Sends requests on to the emulator, Host and signature unchanged. */
export class Upstream {
  readonly #endpoint: URL;
  readonly #agent = new Agent({ keepAlive: true, timeout: 60_000 });

  constructor(endpoint: string) {
    this.#endpoint = new URL(endpoint);
  }

  send(request: AwsRequest): Promise<Answer> {
    const headers = withoutOwn(request.rawHeaders, 'content-length');
    headers.push('x-forwarded-proto', request.secure ? 'https' : 'http');
    if (request.tlsVersion) {
      headers.push('x-forwarded-tls-version', request.tlsVersion.replace('TLSv', ''));
    }
    headers.push('content-length', String(request.body.length));
    return new Promise((resolve, reject) => {
      const { hostname, port } = this.#endpoint;
      const outgoing = httpRequest(
        { hostname, port, path: request.url, method: request.method, headers, agent: this.#agent },
        (incoming) => {
          incoming.toArray().then(
            (parts) =>
              resolve({
                status: incoming.statusCode ?? 502,
                // The length of what HEAD does not send is part of the answer.
                rawHeaders: withoutOwn(
                  incoming.rawHeaders,
                  request.method === 'HEAD' ? undefined : 'content-length',
                ),
                body: Buffer.concat(parts),
              }),
            reject,
          );
        },
      );
      outgoing.on('error', reject);
      outgoing.end(request.body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}

function withoutOwn(rawHeaders: string[], another: string | undefined): string[] {
  const kept: string[] = [];
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const [name = '', value = ''] = rawHeaders.slice(i, i + 2);
    const lower = name.toLowerCase();
    if (!ownHeaders.has(lower) && lower !== another) kept.push(name, value);
  }
  return kept;
}
