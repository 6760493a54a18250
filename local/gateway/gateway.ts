import type { EventEmitter } from 'node:events';
import { createServer as createPlainServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Certificate } from '../certificate.ts';
import { Door } from './door.ts';
import type { Happenings } from './happenings.ts';
import { Passage } from './passage.ts';

/** The way from clients to the emulator. */
export interface Gateway {
  endpoint: string;
  plainEndpoint: string;
  happenings: EventEmitter<Happenings>;
  /** Says where the emulator is, which can only be started when the gateway is there. */
  leadTo(emulator: string): void;
  close(): void;
}

/** Starts the gateway on two free ports of 127.0.0.1, one with TLS and one without. */
export async function startGateway({ key, cert }: Certificate): Promise<Gateway> {
  const door = new Door();
  const tls = createTlsServer({ key, cert }, (from, to) => void door.enter(from, to, true));
  const plain = createPlainServer((from, to) => void door.enter(from, to, false));
  const [tlsPort, plainPort] = await Promise.all([listen(tls), listen(plain)]);
  return {
    endpoint: `https://127.0.0.1:${tlsPort}`,
    plainEndpoint: `http://127.0.0.1:${plainPort}`,
    happenings: door.happenings,
    leadTo: (emulator) => door.open(new Passage(emulator, door.happenings)),
    close() {
      door.close();
      for (const server of [tls, plain]) {
        server.close();
        server.closeAllConnections();
      }
    },
  };
}

async function listen(server: Server): Promise<number> {
  // Longer than clients keep a connection: one that closes as it is used again is a reset.
  server.keepAliveTimeout = 90_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
}
