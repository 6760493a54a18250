import { describe, expect, test } from 'vitest';
import { BeyondBoundsError, requireWithinBounds } from '../../shared/core/bounds.ts';

/** So many lists in each other. */
function nested(levels: number): string {
  return '['.repeat(levels) + ']'.repeat(levels);
}

function check(json: string): void {
  requireWithinBounds(json, 'the message');
}

test('a hundred levels are read, and no more', () => {
  expect(() => check(nested(100))).not.toThrow();
  expect(() => check(nested(101))).toThrow(
    new BeyondBoundsError('the message is nested too deep: more than 100 levels are not read'),
  );
});

test('300,000 characters are read, and no more', () => {
  expect(() => check(`"${'x'.repeat(299_998)}"`)).not.toThrow();
  expect(() => check(`"${'x'.repeat(299_999)}"`)).toThrow(
    'the message has 300001 characters: more than 300000 are not read',
  );
});

describe('depth is that of the JSON', () => {
  test('brackets in strings nest nothing', () => {
    expect(() => check(JSON.stringify({ text: '{['.repeat(1_000) }))).not.toThrow();
  });

  test('an escaped quote does not end a string', () => {
    expect(() => check(JSON.stringify({ text: `\\"${'['.repeat(1_000)}` }))).not.toThrow();
  });

  test('objects and lists beside each other are on one level', () => {
    expect(() => check(JSON.stringify(Array.from({ length: 1_000 }, () => [{}])))).not.toThrow();
  });

  test('objects nest as lists do', () => {
    expect(() => check(`${'{"a":'.repeat(101)}1${'}'.repeat(101)}`)).toThrow(BeyondBoundsError);
  });
});
