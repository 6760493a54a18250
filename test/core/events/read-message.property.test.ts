import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readMessage } from '../../../shared/core/events/read-message.ts';
import { eventFixtures, OWN } from './fixtures.ts';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** One thing done to one place of an event. */
type Mangling =
  | { at: number; how: 'drop' | 'retype' | 'wrap' | 'recase' | 'truncate' }
  | { at: number; put: Json };

const mangling: fc.Arbitrary<Mangling> = fc.oneof(
  fc.record({ at: fc.nat(), how: fc.constantFrom('drop', 'retype', 'wrap', 'recase', 'truncate') }),
  fc.record({ at: fc.nat(), put: fc.jsonValue() as fc.Arbitrary<Json> }),
);

const fixtures = eventFixtures();

const mangled = fc
  .tuple(fc.constantFrom(...fixtures), fc.array(mangling, { minLength: 1, maxLength: 6 }))
  .map(([{ event }, manglings]) => manglings.reduce(mangle, structuredClone(event ?? {}) as Json));

test('a mangled event never throws, and is never a look at a bucket that it does not name', () => {
  fc.assert(
    fc.property(mangled, (event) => {
      const message = readMessage(JSON.stringify(event), OWN);
      if (message.kind !== 'look') return;
      expect(namesIn(event)).toContain(message.bucket.name);
      expect(message.bucket.account).toBe(OWN.account);
      expect(message.bucket.region).toMatch(/^[a-z]+(-[a-z]+)+-\d+$/);
      expect(Number.isNaN(Date.parse(message.cause.time))).toBe(false);
    }),
    { numRuns: 5_000 },
  );
});

test('an odd field that only people read never loses a look', () => {
  const looks = fixtures.filter((fixture) => fixture.expect === 'look');
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
        expect(message.kind).toBe('look');
      },
    ),
    { numRuns: 2_000 },
  );
});

test('a text cut anywhere never throws and is never a look', () => {
  fc.assert(
    fc.property(fc.constantFrom(...fixtures), fc.nat(), ({ body }, cut) => {
      const message = readMessage(body.slice(0, cut % body.length), OWN);
      expect(message.kind).toBe('malformed');
    }),
    { numRuns: 2_000 },
  );
});

test('any text at all ends in one of the three answers', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json()), (body) => {
      expect(readMessage(body, OWN).kind).toMatch(/^(malformed|ignored)$/);
    }),
  );
});

function mangle(event: Json, change: Mangling): Json {
  const places = placesIn(event);
  const place = places[change.at % places.length];
  if (place === undefined) return event;
  const { holder, key } = place;
  const slot = holder as Record<string | number, Json>;
  const value = slot[key] as Json;
  if ('put' in change) slot[key] = change.put;
  else if (change.how === 'drop') delete slot[key];
  else if (change.how === 'wrap')
    slot[key] = Array.isArray(value) && value.length === 1 ? (value[0] as Json) : [value];
  else if (change.how === 'retype')
    slot[key] = typeof value === 'string' ? Number.parseInt(value, 10) || 0 : String(value);
  else if (change.how === 'truncate')
    slot[key] = typeof value === 'string' ? value.slice(0, value.length / 2) : null;
  else {
    delete slot[key];
    const name = String(key);
    slot[name.slice(0, 1).toUpperCase() + name.slice(1)] = value;
  }
  return event;
}

function placesIn(value: Json): { holder: object; key: string | number }[] {
  if (typeof value !== 'object' || value === null) return [];
  const keys = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  return keys.flatMap((key) => [
    { holder: value, key },
    ...placesIn((value as Record<string | number, Json>)[key] as Json),
  ]);
}

/** Every value of the event that could be a bucket's name: its leaves, and what bucket ARNs end with. */
function namesIn(value: Json): string[] {
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(namesIn);
  const leaf = String(value);
  return leaf.includes(':::') ? [leaf, leaf.slice(leaf.indexOf(':::') + 3)] : [leaf];
}
