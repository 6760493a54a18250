import { describe, expect, it } from 'vitest';
import { items, kindOf, members, parseJson } from '../../../shared/core/policy/json-tree.ts';

describe('nesting', () => {
  const lists = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
  const objects = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;

  it('is taken to a depth of fifty', () => {
    expect(() => parseJson(lists(51))).not.toThrow();
    expect(() => parseJson(objects(50))).not.toThrow();
  });

  it('is refused beyond', () => {
    expect(() => parseJson(lists(52))).toThrow('nested too deeply');
    expect(() => parseJson(objects(51))).toThrow('nested too deeply');
  });
});

it('an error says what it is and what it was caused by', () => {
  expect(() => parseJson('{')).toThrow(
    expect.objectContaining({ name: 'MalformedPolicy', cause: expect.any(SyntaxError) }),
  );
  expect(() => parseJson('['.repeat(100_000) + ']'.repeat(100_000))).toThrow(
    expect.objectContaining({ name: 'MalformedPolicy', cause: expect.any(RangeError) }),
  );
});

it('an object has no items, and a list no members', () => {
  expect(items(parseJson('{"a":1}'))).toEqual([]);
  expect(members(parseJson('[{"a":1}]'))).toEqual([]);
});

it.each([
  ['[]', 'a list'],
  ['{}', 'an object'],
  ['null', 'null'],
  ['"a"', 'a string'],
  ['1', 'a number'],
  ['true', 'a boolean'],
])('%s is called %s', (text, expected) => {
  expect(kindOf(parseJson(text))).toBe(expected);
});
