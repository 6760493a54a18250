import { expect, test } from 'vitest';
import { isWorse } from '../../scripts/bench/peer/state.ts';

const state = { encryption: 1, blocked: 4, tlsOnly: 1, ownersStatements: 2 };

test('a bucket is worse off where anything is, whatever else is better', () => {
  expect(isWorse(state, state)).toBe(false);
  expect(isWorse({ ...state, encryption: 3 }, state)).toBe(false);
  expect(isWorse({ ...state, encryption: 3, ownersStatements: 1 }, state)).toBe(true);
  expect(isWorse({ ...state, tlsOnly: 0 }, state)).toBe(true);
});
