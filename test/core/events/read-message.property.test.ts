import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readMessage } from '../../../shared/core/events/read-message.ts';
import { runs } from '../runs.ts';
import { eventFixtures, OWN } from './fixtures.ts';
import { checkMangledEvent, mangledEvent } from './mangled-event.ts';

const fixtures = eventFixtures();

test('a mangled event never throws, and is never a look at a bucket that it does not name', () => {
  fc.assert(fc.property(mangledEvent, checkMangledEvent), { numRuns: runs(5_000) });
});

test('an odd field that only people read never loses a look', () => {
  const looks = fixtures.filter((fixture) => fixture.expect === 'reconcile');
  const forPeople = [
    'userIdentity',
    'userAgent',
    'sourceIPAddress',
    'eventID',
    'eventTime',
    'tlsDetails',
  ];
  fc.assert(
    fc.property(
      fc.constantFrom(...looks),
      fc.subarray(forPeople, { minLength: 1 }),
      fc.jsonValue(),
      ({ event }, keys, value) => {
        const before = event as { detail: object };
        const odd = Object.fromEntries(keys.map((key) => [key, value]));
        const message = readMessage(
          JSON.stringify({ ...before, detail: { ...before.detail, ...odd } }),
          OWN,
        );
        expect(message.kind).toBe('reconcile');
      },
    ),
    { numRuns: runs(2_000) },
  );
});

test('a text cut anywhere never throws and is never a look', () => {
  fc.assert(
    fc.property(fc.constantFrom(...fixtures), fc.nat(), ({ body }, cut) => {
      const message = readMessage(body.slice(0, cut % body.length), OWN);
      expect(message.kind).toBe('malformed');
    }),
    { numRuns: runs(2_000) },
  );
});

test('any text at all ends in one of the three answers', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json()), (body) => {
      expect(readMessage(body, OWN).kind).toMatch(/^(malformed|ignored)$/);
    }),
  );
});
