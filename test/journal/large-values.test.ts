import { expect, test } from 'vitest';
import { changeKey, type Item } from '../../shared/journal/items.ts';
import { joinLargeValues, splitLargeValues } from '../../shared/journal/large-values.ts';

/** What DynamoDB stores: text in UTF-8, in which half a character is none. */
const asStored = (item: Item): Item =>
  Object.fromEntries(
    Object.entries(item).map(([name, value]) => [
      name,
      value.S === undefined ? value : { S: Buffer.from(value.S).toString() },
    ]),
  );

test.each([0, 1])(
  'a large value comes back to the byte, with characters of two units from place %s',
  async (place) => {
    const before = `${'a'.repeat(place)}${'😀'.repeat(120_000)}`;
    const change = { ...changeKey('web', 'id'), before: { S: before }, after: { S: '{}' } };
    const { item, values } = splitLargeValues(change, 'web', 'id');
    const stored = values.map(asStored);
    const get = async (key: Item) => stored.find(({ sk }) => sk?.S === key['sk']?.S);
    const whole = await joinLargeValues(item, 'web', 'id', get);
    expect(whole['before']?.S === before).toBe(true);
    expect(whole['after']).toEqual({ S: '{}' });
    expect(Math.max(...stored.map(({ text }) => Buffer.byteLength(text?.S ?? '')))).toBeLessThan(
      390_000,
    );
  },
);
