import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { expect, test } from 'vitest';
import { NO_STATE } from '../../shared/core/journal.ts';
import { toEntry, toState, toStateItem } from '../../shared/journal/items.ts';

const SWEEP = { kind: 'sweep', id: 'sweep-1', time: '2026-11-25T08:00:00Z' };

test('the triggers of a change are read that an earlier version kept as causes', () => {
  const item = marshall({ pk: 'bucket#orders', sk: 'change#1', id: '1', causes: [SWEEP] });
  const { triggers } = toEntry(item);
  expect(triggers).toEqual([SWEEP]);
  expect(toEntry(item)).not.toHaveProperty('causes');
});

test('a state lies where earlier versions kept it, and is read back', () => {
  const item = toStateItem('orders', { ...NO_STATE, open: ['1'] }, 1);
  expect(unmarshall(item)['sk']).toBe('memory');
  expect(toState(item)).toEqual({ ...NO_STATE, open: ['1'] });
});

test('an edit that an earlier version put back is still known as the one that it was', () => {
  const write = { id: 'change-1', readFromMs: 1, writtenAtMs: 2 };
  const restores = { causeId: 'event-1', secondMs: 3 };
  const item = marshall({
    pk: 'bucket#orders',
    sk: 'memory',
    policyWrites: [{ ...write, restores }, write],
  });
  expect(toState(item).policyWrites).toEqual([
    { ...write, restores: { eventId: 'event-1', secondMs: 3 } },
    write,
  ]);
});

test('what this version writes is read back as it was, the edit that it put back too', () => {
  const restores = { eventId: 'event-1', secondMs: 3 };
  const state = {
    ...NO_STATE,
    policyWrites: [{ id: 'change-1', readFromMs: 1, writtenAtMs: 2, restores }],
  };
  expect(toState(toStateItem('orders', state, 1))).toEqual(state);
});
