import { createRequire } from 'node:module';

/**
 * Where clients of S3 Control find the gateway; clients of this process do so from now on. They put the account's
 * number in front of the host, where no IP address can stand, and `localhost-names.cjs` leads that name here.
 * @param endpoint The gateway's, over TLS or not.
 */
export function s3ControlEndpoint(endpoint: string): string {
  createRequire(import.meta.url)('./localhost-names.cjs');
  const { protocol, port } = new URL(endpoint);
  return `${protocol}//s3-control.localhost:${port}`;
}
