import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { defined, document, fields, list, text } from '../../../shared/core/events/lenient.ts';

describe('a text', () => {
  it.each<[string, unknown, string | undefined]>([
    ['a text', 'a', 'a'],
    ['the only item of a list', ['a'], 'a'],
    ['a number', 12, '12'],
    ['a boolean', false, 'false'],
    ['the first 1,024 characters of a long one', 'x'.repeat(2_000), 'x'.repeat(1_024)],
    ['nothing where it is empty', '', undefined],
    ['nothing where there are two', ['a', 'b'], undefined],
    ['nothing where there is none', [], undefined],
    ['nothing where it is an object', { a: 1 }, undefined],
    ['nothing where it is null', null, undefined],
  ])('is %s', (_situation, value, expected) => {
    expect(v.parse(text, value)).toBe(expected);
  });
});

describe('a document', () => {
  it.each<[string, unknown, string | undefined]>([
    ['the text of an object', { Statement: [{ Sid: 'a' }] }, '{"Statement":[{"Sid":"a"}]}'],
    ['a text that holds an object, to the byte', ' \n{ "a":1.0 }\n', ' \n{ "a":1.0 }\n'],
    ['nothing where a text holds anything else', '["{}"]', undefined],
    ['nothing where a text only ends in an object', 'HIDDEN {', undefined],
    ['nothing where it is a list', [{ a: 1 }], undefined],
    ['nothing where it is a number', 7, undefined],
    ['nothing where it is null', null, undefined],
    ['nothing where it is missing', undefined, undefined],
  ])('is %s', (_situation, value, expected) => {
    expect(v.parse(document, value)).toBe(expected);
  });
});

describe('a list', () => {
  const names = list(fields({ name: text }));

  it('is taken as it is, or made of its only item', () => {
    expect(v.parse(names, [{ name: 'a' }, { name: 'b' }])).toEqual([{ name: 'a' }, { name: 'b' }]);
    expect(v.parse(names, { name: 'a' })).toEqual([{ name: 'a' }]);
  });

  it.each(['a', 7, null, undefined])('is empty where it is %s', (value) => {
    expect(v.parse(names, value)).toEqual([]);
  });
});

it('what is undefined is left out', () => {
  expect(Object.keys(defined({ a: 1, b: undefined, c: null }))).toEqual(['a', 'c']);
});
