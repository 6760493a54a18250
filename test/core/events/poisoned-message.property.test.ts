import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readMessage } from '../../../shared/core/events/read-message.ts';
import { readSweepMessage } from '../../../shared/core/sweep/message.ts';
import { runs } from '../runs.ts';
import { eventFixture, OWN } from './fixtures.ts';
import { checkPoisonedMessage, poisonedMessage } from './poisoned-message.ts';

test('a poisoned message is read without an error, and what is read can be written', () => {
  fc.assert(fc.property(poisonedMessage, checkPoisonedMessage), { numRuns: runs(1_000) });
});

/** A genuine call whose request parameters hold a document that nests so deep. */
function deepDocument(levels: number, asText: boolean): string {
  const { body } = eventFixture('put-bucket-policy-public');
  const event = JSON.parse(body) as { detail: { requestParameters: Record<string, unknown> } };
  const deep = `{"a":${'['.repeat(levels)}${']'.repeat(levels)}}`;
  event.detail.requestParameters['bucketPolicy'] = asText ? deep : 'MARK';
  return JSON.stringify(event).replace('"MARK"', deep);
}

describe('6,000 levels of 12 KB', () => {
  test('as an object are malformed, with a clear error', () => {
    expect(readMessage(deepDocument(6_000, false), OWN)).toEqual({
      kind: 'malformed',
      error: 'the message is nested too deep: more than 100 levels are not read',
    });
  });

  test('as text are malformed too: whoever reads the document later would overflow', () => {
    expect(readMessage(deepDocument(6_000, true), OWN)).toEqual({
      kind: 'malformed',
      error: 'a document in the message is nested too deep: more than 100 levels are not read',
    });
  });

  test('on the sweep queue are malformed', () => {
    const body = `{"kind":"list","sweep":"s","more":${'['.repeat(6_000)}${']'.repeat(6_000)}}`;
    expect(() => readSweepMessage(body)).toThrow(/nested too deep/);
  });
});

test('a document as deep as policies are is read', () => {
  expect(readMessage(deepDocument(20, false), OWN)).toMatchObject({ kind: 'reconcile' });
  expect(readMessage(deepDocument(20, true), OWN)).toMatchObject({ kind: 'reconcile' });
});
