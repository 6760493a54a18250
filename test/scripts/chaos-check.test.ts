import { expect, test } from 'vitest';
import { forgedWrites } from '../../scripts/chaos/check.ts';
import { wrongDeadLetters } from '../../scripts/chaos/dead-letters.ts';
import type { Recorded } from '../../scripts/chaos/history.ts';
import { poison } from '../../scripts/chaos/poison.ts';
import { randomFrom } from '../../scripts/chaos/random.ts';
import { readMessage } from '../../shared/core/events/read-message.ts';
import { OWN } from '../core/events/fixtures.ts';

test('every poison of the intruder is a message that nobody can read', () => {
  const random = randomFrom(1);
  for (let time = 0; time < 50; time += 1) {
    const own = { ...OWN, account: '000000000000' };
    expect(readMessage(poison('acme-logs', random), own).kind).toBe('malformed');
  }
});

test('each poisoned message has to be a dead letter, however often, and nothing else', () => {
  const poisoned = new Set(['p-1', 'p-2']);
  const dead = ['p-1', 'p-1', 'p-2'].map((messageId) => ({ messageId, error: 'not JSON' }));
  expect(wrongDeadLetters(dead, poisoned)).toEqual([]);
  expect(
    wrongDeadLetters([...dead.slice(0, 1), { messageId: 'm', error: 'SlowDown' }], poisoned),
  ).toEqual([
    { bucket: 'all', what: 'a dead letter: SlowDown' },
    { bucket: 'all', what: 'message p-2 is poisoned, and no dead letter' },
  ]);
});

test('a change that writes what was forged breaks a promise, one that keeps it aside does not', () => {
  const change = {
    id: 'c-1',
    bucket: 'b',
    facet: 'policy',
    before: null,
    after: '{"Statement":[{"Sid":"Forged"}]}',
    alert: 'told',
  };
  const recorded: Recorded[] = [
    { ...change, state: 'applied' },
    { ...change, state: 'superseded' },
    { ...change, state: 'applied', after: '{"Statement":[]}' },
  ];
  expect(forgedWrites(recorded)).toEqual([
    { bucket: 'b', what: 'change c-1 of a forged event: applied' },
  ]);
});
