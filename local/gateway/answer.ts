import { XMLBuilder, XMLParser } from 'fast-xml-parser';
import type { AwsRequest } from './aws-request.ts';

/** What is sent back for a call. */
export interface Answer {
  status: number;
  /** Names and values in turn. */
  rawHeaders: string[];
  body: Buffer;
}

const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '' });
const builder = new XMLBuilder({});

/** XML as an object: attributes beside elements, numbers and booleans typed, as CloudTrail does. */
export function parseXml(text: string | Buffer): Record<string, unknown> {
  const { '?xml': _, ...document } = parser.parse(text.toString()) as Record<string, unknown>;
  return document;
}

/** An AWS error in the form that the protocol of the request gives it. */
export function errorAnswer(
  request: AwsRequest,
  status: number,
  code: string,
  message: string,
): Answer {
  const requestId = crypto.randomUUID();
  const contentType = request.headers['content-type'] ?? '';
  if (request.service === 's3') {
    const Resource = new URL(request.url, 'http://gateway').pathname;
    const error = { Error: { Code: code, Message: message, Resource, RequestId: requestId } };
    return xmlAnswer(status, error, requestId);
  }
  if (request.service === 's3-control') {
    const error = { Error: { Code: code, Message: message }, RequestId: requestId };
    return xmlAnswer(status, { ErrorResponse: error }, requestId);
  }
  if (contentType.startsWith('application/x-www-form-urlencoded')) {
    const Type = status < 500 ? 'Sender' : 'Receiver';
    const error = { Error: { Type, Code: code, Message: message }, RequestId: requestId };
    return xmlAnswer(status, { ErrorResponse: error }, requestId);
  }
  return {
    status,
    rawHeaders: [
      ...['content-type', 'application/x-amz-json-1.1', 'x-amzn-errortype', code],
      ...['x-amzn-requestid', requestId],
    ],
    body: Buffer.from(JSON.stringify({ __type: code, message })),
  };
}

function xmlAnswer(status: number, document: object, requestId: string): Answer {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n${builder.build(document)}`;
  return {
    status,
    rawHeaders: ['content-type', 'application/xml', 'x-amz-request-id', requestId],
    body: Buffer.from(body),
  };
}

/** The answer with another body of the same kind. */
export function withBody(answer: Answer, body: string): Answer {
  return { ...answer, body: Buffer.from(body) };
}

/** A header's value, or undefined. `name` is in lower case. */
export function headerOf(answer: Answer, name: string): string | undefined {
  const at = answer.rawHeaders.findIndex((item, i) => i % 2 === 0 && item.toLowerCase() === name);
  return at < 0 ? undefined : answer.rawHeaders[at + 1];
}
