import { describe, expect, it } from 'vitest';
import { type Pattern, testHolds } from './conditions.ts';
import { readingOf, STRICT } from './readings.ts';

/** Policy values, request values (undefined: the key is missing), whether the test holds. */
type Row = [values: string[], request: string[] | undefined, holds: boolean];

const holds = (
  operator: string,
  [values, request]: Row | [string[], string[] | undefined],
  reading = STRICT,
) => {
  const wanted = values.map((value): Pattern => [value]);
  return testHolds(operator, 'aws:tagkeys', request, wanted, reading);
};

describe('one operator, as "Condition operators" of the IAM user guide has it', () => {
  it.each<[string, Row[]]>([
    [
      'StringEquals',
      [
        [['a'], ['a'], true],
        [['a'], ['A'], false],
        [['a*'], ['ab'], false],
        [['a', 'b'], ['b'], true],
        [['a'], undefined, false],
      ],
    ],
    [
      'StringNotEquals',
      [
        [['a'], ['b'], true],
        [['a'], ['a'], false],
        [['a', 'b'], ['b'], false],
        [['a', 'b'], ['c'], true],
        [['a'], undefined, true],
      ],
    ],
    [
      'StringEqualsIgnoreCase',
      [
        [['False'], ['false'], true],
        [['no'], ['false'], false],
        [['a'], undefined, false],
      ],
    ],
    [
      'StringNotEqualsIgnoreCase',
      [
        [['False'], ['false'], false],
        [['a'], undefined, true],
      ],
    ],
    [
      'StringLike',
      [
        [['a*'], ['abc'], true],
        [['a?'], ['abc'], false],
        [['A*'], ['abc'], false],
        [['*'], undefined, false],
      ],
    ],
    [
      'StringNotLike',
      [
        [['a*'], ['abc'], false],
        [['a*'], undefined, true],
      ],
    ],
    [
      'ArnEquals',
      [
        [['arn:aws:iam::1:role/*'], ['arn:aws:iam::1:role/x'], true],
        [['arn:aws:iam::1:role/x'], undefined, false],
      ],
    ],
    [
      'ArnNotLike',
      [
        [['arn:aws:iam::1:role/*'], ['arn:aws:iam::1:role/x'], false],
        [['arn:aws:iam::1:role/x'], undefined, true],
      ],
    ],
    [
      'Bool',
      [
        [['false'], ['false'], true],
        [['false'], ['true'], false],
        [['true', 'false'], ['false'], true],
        [['false'], undefined, false],
      ],
    ],
    [
      'NumericLessThan',
      [
        [['1.2'], ['1.1'], true],
        [['1.2'], ['1.2'], false],
        [['1.2'], undefined, false],
      ],
    ],
    [
      'IpAddress',
      [
        [['203.0.113.0/24'], ['203.0.113.7'], true],
        [['203.0.113.0/24'], ['203.0.114.7'], false],
        [['203.0.113.7'], ['203.0.113.7'], true],
        [['203.0.113.0/24'], undefined, false],
      ],
    ],
    [
      'NotIpAddress',
      [
        [['203.0.113.0/24'], ['203.0.113.7'], false],
        [['203.0.113.0/24'], undefined, true],
      ],
    ],
  ])('%s', (operator, rows) => {
    for (const row of rows) expect(holds(operator, row), JSON.stringify(row)).toBe(row[2]);
  });

  it('…IfExists holds where the key is missing, and is the operator where it is there', () => {
    for (const operator of ['StringEquals', 'StringNotEquals', 'Bool', 'IpAddress']) {
      expect(holds(`${operator}IfExists`, [['x'], undefined])).toBe(true);
    }
    expect(holds('BoolIfExists', [['false'], ['true']])).toBe(false);
    expect(holds('BoolIfExists', [['false'], ['false']])).toBe(true);
  });

  it('Null: "true" means that the key is missing, "false" that it is there', () => {
    expect(holds('Null', [['true'], undefined])).toBe(true);
    expect(holds('Null', [['true'], ['x']])).toBe(false);
    expect(holds('Null', [['false'], ['x']])).toBe(true);
    expect(holds('Null', [['false'], undefined])).toBe(false);
  });

  it('is not known by another name', () => {
    for (const operator of ['bool', 'BoolNotEquals', 'constructor', '']) {
      expect(holds(operator, [['false'], ['false']])).toBeUndefined();
    }
  });
});

describe('set operators, as "Multivalued context keys" has them', () => {
  it.each<[string, Row[]]>([
    [
      'ForAllValues:StringEquals',
      [
        [['a', 'b'], ['a'], true],
        [['a', 'b'], ['a', 'b'], true],
        [['a', 'b'], ['a', 'c'], false],
        [['a'], undefined, true],
      ],
    ],
    [
      'ForAnyValue:StringEquals',
      [
        [['a', 'b'], ['a', 'c'], true],
        [['a', 'b'], ['c'], false],
        [['a'], undefined, false],
      ],
    ],
    [
      'ForAllValues:StringNotEquals',
      [
        [['a'], ['b', 'c'], true],
        [['a'], ['a', 'c'], false],
        [['a'], undefined, true],
      ],
    ],
    [
      'ForAnyValue:StringNotEquals',
      [
        [['a'], ['a', 'c'], true],
        [['a'], ['a'], false],
        [['a'], undefined, false],
      ],
    ],
  ])('%s', (operator, rows) => {
    for (const row of rows) expect(holds(operator, row), JSON.stringify(row)).toBe(row[2]);
  });
});

describe('what the documentation leaves open is a question', () => {
  const key = 'aws:securetransport';
  const over = (operator: string, value: string, reading: typeof STRICT) =>
    testHolds(operator, key, ['false'], [[value]], reading) ?? false;

  it.each([
    ['whether "FALSE" is false to Bool', 'Bool', 'FALSE'],
    ['whether bool is Bool', 'bool', 'false'],
    ['whether boolifexists is BoolIfExists', 'boolifexists', 'false'],
    ['whether a set operator takes a key of one value', 'ForAllValues:Bool', 'false'],
    ['whether it does in lower case', 'forallvalues:bool', 'false'],
  ])('%s', (_, operator, value) => {
    expect(over(operator, value, STRICT)).toBe(false);
    expect(over(operator, value, readingOf(true))).toBe(true);
  });

  it('each of which has its own bit of a number', () => {
    expect(over('Bool', 'FALSE', readingOf(1))).toBe(true);
    expect(over('bool', 'false', readingOf(1))).toBe(false);
    expect(over('bool', 'false', readingOf(2))).toBe(true);
    expect(readingOf(0)).toEqual(STRICT);
  });
});
