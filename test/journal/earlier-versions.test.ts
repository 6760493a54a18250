import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { expect, test } from 'vitest';
import { NO_MEMORY } from '../../shared/core/journal.ts';
import { toEntry, toState, toStateItem } from '../../shared/journal/items.ts';

const SWEEP = { kind: 'sweep', id: 'sweep-1', time: '2026-11-25T08:00:00Z' };

test('the triggers of a change are read that an earlier version kept as causes', () => {
  const item = marshall({ pk: 'bucket#orders', sk: 'change#1', id: '1', causes: [SWEEP] });
  const { triggers } = toEntry(item);
  expect(triggers).toEqual([SWEEP]);
  expect(toEntry(item)).not.toHaveProperty('causes');
});

test('a state lies where earlier versions kept it, and is read back', () => {
  const item = toStateItem('orders', { ...NO_MEMORY, open: ['1'] }, 1);
  expect(unmarshall(item)['sk']).toBe('memory');
  expect(toState(item)).toEqual({ ...NO_MEMORY, open: ['1'] });
});
