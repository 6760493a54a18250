import { expect, test } from 'vitest';
import { newChangeId } from '../../shared/journal/ids.ts';

test('ids sort by time, can be typed and do not repeat', () => {
  const now = Date.parse('2026-11-21T00:00:00Z');
  const ids = Array.from({ length: 200 }, (_, index) => newChangeId(now + index * 7));
  expect([...ids].sort()).toEqual(ids);
  for (const id of ids) expect(id).toMatch(/^[0-9a-hjkmnp-tv-z]{9}-[0-9a-hjkmnp-tv-z]{3}$/);
  expect(newChangeId(Date.parse('2099-01-01T00:00:00Z')) > newChangeId(now)).toBe(true);
  const sameMoment = new Set(Array.from({ length: 20 }, () => newChangeId(now)));
  expect(sameMoment.size).toBeGreaterThan(15);
});
