import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readMessage } from '../../../shared/core/events/read-message.ts';
import {
  MalformedSweepMessageError,
  readSweepMessage,
} from '../../../shared/core/sweep/message.ts';
import { eventFixture, OWN } from './fixtures.ts';

/** JSON text that a hostile sender may put where a value stands. */
const poison: fc.Arbitrary<string> = fc.oneof(
  fc.nat({ max: 20_000 }).map((levels) => '['.repeat(levels) + ']'.repeat(levels)),
  fc.nat({ max: 8_000 }).map((levels) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`),
  fc.nat({ max: 8_000 }).map((levels) => JSON.stringify(`{"Statement":${'['.repeat(levels)}`)),
  fc.nat({ max: 400_000 }).map((length) => JSON.stringify('x'.repeat(length))),
  fc.nat({ max: 20_000 }).map((length) => JSON.stringify(Array.from({ length }, () => ({})))),
  fc.constantFrom('1e999', '-1e999', '123456789012345678901234567890', '1e-400', '-0'),
  fc.constantFrom('"\\ud800"', '"\\udfff x"', '"{\\ud800}"', '"\\u0000\\u001b[2J"'),
  fc
    .constantFrom('__proto__', 'constructor', 'toString', 'hasOwnProperty', '')
    .map((key) => `{${JSON.stringify(key)}:{"a":1},"bucketName":"x"}`),
);

const PLACES = [
  'detail',
  'detail-type',
  'time',
  'account',
  'detail.userIdentity',
  'detail.resources',
  'detail.eventTime',
  'detail.requestParameters',
  'detail.requestParameters.bucketName',
  'detail.requestParameters.bucketPolicy',
  'detail.requestParameters.__proto__',
  'kind',
  'sweep',
  'chunk',
  'buckets',
  'failures',
  'failures.x.sinceMs',
] as const;

/** The body of a queue message into which somebody put what is deep, huge, odd or out of range. */
export const poisonedMessage: fc.Arbitrary<string> = fc
  .record({
    start: fc.constantFrom(
      eventFixture('put-bucket-policy-public').body,
      eventFixture('config-ssl-noncompliant').body,
      '{"kind":"chunk","sweep":"s","chunk":"0-0","buckets":[{"name":"a","region":"b"}],"failures":{"x":{"reason":"r","sinceMs":1}}}',
    ),
    place: fc.constantFrom(...PLACES),
    poison,
  })
  .map((made) => put(made.start, made.place.split('.'), made.poison));

/**
 * That a message is read by both queues without any error but their own, and that whatever is read can be
 * written as JSON, as it is for the log, the journal and the alert.
 */
export function checkPoisonedMessage(body: string): void {
  const message = readMessage(body, OWN);
  const written = JSON.stringify(message);
  assert.ok(written.length < 1_000_000, 'what is read is no larger than the message');
  assert.ok(!/\\ud[89a-f]/.test(written), 'what is read is well-formed');
  try {
    JSON.stringify(readSweepMessage(body));
  } catch (error) {
    assert.ok(error instanceof MalformedSweepMessageError, `an error of another kind: ${error}`);
  }
}

const MARK = '"put the poison here"';

/** The JSON text with another text in one place, which need not be one that JSON.stringify could make. */
function put(start: string, path: readonly string[], text: string): string {
  const event = JSON.parse(start) as Record<string, unknown>;
  let at = event;
  for (const key of path.slice(0, -1)) {
    const next = at[key];
    at[key] = typeof next === 'object' && next !== null ? next : {};
    at = at[key] as Record<string, unknown>;
  }
  const last = path.at(-1) ?? '';
  Object.defineProperty(at, last, {
    value: JSON.parse(MARK),
    enumerable: true,
    configurable: true,
    writable: true,
  });
  return JSON.stringify(event).replace(MARK, () => text);
}
