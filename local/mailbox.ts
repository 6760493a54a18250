import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';

export interface Mail {
  subject: string;
  body: string;
}

/**
 * Hears of each mail that SNS would have sent: the emulator only logs that it has one to send, so they are read
 * where they pass, from the service's calls of Publish as they reach the gateway in this process.
 */
export function onMail(listener: (mail: Mail) => void): void {
  subscribe('http.server.request.start', (message) => {
    const { request } = message as { request: IncomingMessage };
    if (!request.headers['content-type']?.startsWith('application/x-www-form-urlencoded')) return;
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const mail = mailOf(new URLSearchParams(Buffer.concat(chunks).toString()));
      if (mail) listener(mail);
    });
  });
}

/** What a subscriber by mail gets of a call of Publish: the body of its protocol. */
function mailOf(call: URLSearchParams): Mail | undefined {
  if (call.get('Action') !== 'Publish' || call.get('MessageStructure') !== 'json') return undefined;
  const bodies = JSON.parse(call.get('Message') ?? '{}') as Record<string, string>;
  const body = bodies['email'] ?? bodies['default'] ?? '';
  return { subject: call.get('Subject') ?? '', body };
}
