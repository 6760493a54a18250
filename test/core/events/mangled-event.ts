import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readMessage } from '../../../shared/core/events/read-message.ts';
import { eventFixtures, OWN } from './fixtures.ts';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** One thing done to one place of an event. */
type Mangling =
  | { at: number; how: 'drop' | 'retype' | 'wrap' | 'recase' | 'truncate' }
  | { at: number; put: Json };

const mangling: fc.Arbitrary<Mangling> = fc.oneof(
  fc.record({ at: fc.nat(), how: fc.constantFrom('drop', 'retype', 'wrap', 'recase', 'truncate') }),
  fc.record({ at: fc.nat(), put: fc.jsonValue() as fc.Arbitrary<Json> }),
);

/** Any of the sample events, with up to six things done to it. */
export const mangledEvent: fc.Arbitrary<Json> = fc
  .tuple(fc.constantFrom(...eventFixtures()), fc.array(mangling, { minLength: 1, maxLength: 6 }))
  .map(([{ event }, manglings]) => manglings.reduce(mangle, structuredClone(event ?? {}) as Json));

/**
 * That an event is read without an error, and is a look only at a bucket that it names. Throws an
 * AssertionError where that is not so.
 */
export function checkMangledEvent(event: Json): void {
  const message = readMessage(JSON.stringify(event), OWN);
  if (message.kind !== 'reconcile') return;
  const { bucket, trigger } = message;
  assert.ok(namesIn(event).includes(bucket.name), `the event does not name ${bucket.name}`);
  assert.equal(bucket.account, OWN.account);
  assert.match(bucket.region, /^[a-z]+(-[a-z]+)+-\d+$/);
  assert.ok(!Number.isNaN(Date.parse(trigger.time)), `${trigger.time} is no time`);
}

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
