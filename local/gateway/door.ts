import { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Answer } from './answer.ts';
import { readRequest } from './aws-request.ts';
import { control } from './control.ts';
import type { Happenings } from './happenings.ts';
import type { Passage } from './passage.ts';

/** Where requests come in and answers go out. */
export class Door {
  readonly happenings = new EventEmitter<Happenings>();
  #passage: Passage | undefined;

  open(passage: Passage): void {
    this.#passage = passage;
  }

  async enter(from: IncomingMessage, to: ServerResponse, secure: boolean): Promise<void> {
    to.sendDate = false;
    // A client that goes away while its call is under way is its own affair.
    to.on('error', () => {});
    try {
      if (!this.#passage) throw new Error('the emulator is not there yet');
      if (from.url?.startsWith('/_local/')) await this.#control(this.#passage, from, to);
      else await this.#pass(this.#passage, from, to, secure);
    } catch (error) {
      this.happenings.emit('problem', error);
      if (!to.headersSent) to.writeHead(502, { 'content-type': 'text/plain' });
      to.end(String(error));
    }
  }

  close(): void {
    this.#passage?.close();
  }

  async #control(passage: Passage, from: IncomingMessage, to: ServerResponse): Promise<void> {
    const { pathname } = new URL(from.url ?? '', 'http://gateway');
    const answer = await control(passage, from.method ?? 'GET', pathname, await text(from));
    to.writeHead(answer.status, { 'content-type': 'application/json' });
    to.end(answer.body === undefined ? undefined : JSON.stringify(answer.body));
  }

  async #pass(
    passage: Passage,
    from: IncomingMessage,
    to: ServerResponse,
    secure: boolean,
  ): Promise<void> {
    const request = await readRequest(from, secure);
    const outcome = await passage.take(request);
    if (outcome === 'reset') from.socket.destroy();
    // A call that times out stays open until its client gives up, or the gateway closes.
    else if (outcome !== 'timeout') reply(to, outcome, request.method);
  }
}

function reply(to: ServerResponse, { status, rawHeaders, body }: Answer, method: string): void {
  const length = method === 'HEAD' || status === 204 ? [] : ['content-length', String(body.length)];
  to.writeHead(status, [...rawHeaders, ...length]);
  to.end(method === 'HEAD' ? undefined : body);
}
