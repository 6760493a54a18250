import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { region, rootCredentials } from '../../../local/root.ts';
import type { Counts } from './counts.ts';
import type { ServerOptions } from './serve.ts';
import { startServer } from './start-server.ts';
import type { SweepOptions, Swept } from './sweeper.ts';

const SWEEPER = fileURLToPath(new URL('sweeper.ts', import.meta.url));

/** One measured sweep of a fresh account of made-up buckets. */
export interface Measured extends Swept {
  readonly account: ServerOptions;
  readonly how: SweepOptions;
  readonly counts: Counts;
}

export async function measure(account: ServerOptions, how: SweepOptions): Promise<Measured> {
  await using server = await startServer(account);
  const swept = await sweep(server.endpoint, how);
  return { ...swept, account, how, counts: await server.counts() };
}

async function sweep(endpoint: string, how: SweepOptions): Promise<Swept> {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_'));
  const child = fork(SWEEPER, [JSON.stringify(how)], {
    env: {
      ...Object.fromEntries(inherited),
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: rootCredentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: rootCredentials.secretAccessKey,
    },
  });
  const [swept] = await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => Promise.reject(new Error('the sweep ended too early'))),
  ]);
  return swept;
}
