import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Counts } from './counts.ts';
import { COUNTS_PATH, type ServerOptions } from './serve.ts';

const SERVER = fileURLToPath(new URL('server.ts', import.meta.url));

/** A bench server in another process. */
export interface StartedServer {
  readonly endpoint: string;
  counts(): Promise<Counts>;
  [Symbol.asyncDispose](): Promise<void>;
}

export async function startServer(options: ServerOptions): Promise<StartedServer> {
  const child = fork(SERVER, [JSON.stringify(options)]);
  const ended = once(child, 'exit');
  const [endpoint] = await Promise.race([
    once(child, 'message'),
    ended.then(() => Promise.reject(new Error('the bench server ended at its start'))),
  ]);
  return {
    endpoint,
    counts: async () => (await (await fetch(`${endpoint}${COUNTS_PATH}`)).json()) as Counts,
    async [Symbol.asyncDispose]() {
      child.disconnect();
      await ended;
    },
  };
}
