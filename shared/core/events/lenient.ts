import * as v from 'valibot';
import { requireWithinBounds } from '../bounds.ts';

/** CloudTrail's own limit for a user agent; a longer text for people is of no use to them. */
const LONGEST = 1024;

const LONGEST_LIST = 1_000;

function asText(value: unknown): string | undefined {
  const single = Array.isArray(value) && value.length === 1 ? value[0] : value;
  if (typeof single === 'number' || typeof single === 'boolean') return String(single);
  return typeof single === 'string' && single !== ''
    ? single.slice(0, LONGEST).toWellFormed()
    : undefined;
}

/**
 * Values of `keys`, by exact name or else by the same name in another case: CloudTrail wrote
 * `ARN` and `arn`, `Host` and `host` in different years. Anything but an object has no values.
 */
function pick(value: unknown, keys: readonly string[]): Record<string, unknown> {
  if (!isRecord(value)) return Object.fromEntries(keys.map((key) => [key, undefined]));
  const byLowerCase = new Map(Object.entries(value).map(([key, of]) => [key.toLowerCase(), of]));
  return Object.fromEntries(
    keys.map((key) => [
      key,
      Object.hasOwn(value, key) ? value[key] : byLowerCase.get(key.toLowerCase()),
    ]),
  );
}

/** Tells an object from everything else that JSON can hold. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A field that may be missing or of any type: its text, or undefined where it has none. */
export const text = v.pipe(v.unknown(), v.transform(asText));

/**
 * A field that may hold a JSON document, as an object or as its text: the text, undefined for anything else. A
 * text that is nested too deep throws: whoever reads the document later would overflow.
 */
export const document = v.pipe(
  v.unknown(),
  v.transform((value) => {
    if (isRecord(value)) return JSON.stringify(value);
    if (typeof value !== 'string' || !value.trimStart().startsWith('{')) return undefined;
    requireWithinBounds(value, 'a document in the message');
    return value.toWellFormed();
  }),
);

/** An object that may be missing or of any type, with the given fields; never fails to parse. */
export function fields<const Entries extends v.ObjectEntries>(entries: Entries) {
  const keys = Object.keys(entries);
  return v.pipe(
    v.unknown(),
    v.transform((value) => pick(value, keys)),
    v.object(entries),
  );
}

/**
 * A list that may be missing, or its only element instead of a list, as XML turned into JSON has it. Of a list
 * that is longer than any of CloudTrail's the first elements.
 */
export function list<Schema extends v.GenericSchema>(item: Schema) {
  return v.pipe(
    v.unknown(),
    v.transform((value) => (Array.isArray(value) ? value : isRecord(value) ? [value] : [])),
    v.transform((values) => values.slice(0, LONGEST_LIST)),
    v.array(item),
  );
}

/** The same object without the keys whose value is undefined. */
export function defined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(
    Object.entries(value).filter(([, of]) => of !== undefined),
  ) as Defined<T>;
}

type Defined<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};
