import { expect, test } from 'vitest';
import { verdictOf } from '../../scripts/bench/finding.ts';
import { sectionOf } from '../../scripts/bench/peer/section.ts';
import { isWorse } from '../../scripts/bench/peer/state.ts';

const state = { encryption: 1, blocked: 4, tlsOnly: 1, ownersStatements: 2 };

test('a bucket is worse off where anything is, whatever else is better', () => {
  expect(isWorse(state, state)).toBe(false);
  expect(isWorse({ ...state, encryption: 3 }, state)).toBe(false);
  expect(isWorse({ ...state, encryption: 3, ownersStatements: 1 }, state)).toBe(true);
  expect(isWorse({ ...state, tlsOnly: 0 }, state)).toBe(true);
});

const run = (seconds: number, blocked = 4) => ({
  seconds,
  calls: 2_000 + seconds,
  states: [{ ...state, blocked }],
});
const peer = { documented: run(70), least: run(60, 3) };

function finding(own: Parameters<typeof sectionOf>[1], what: string) {
  const found = sectionOf(peer, own, 20).findings.find((each) => each.what === what);
  if (found === undefined) throw new Error(`no finding: ${what}`);
  return found;
}

test('of several sweeps the median time is held against a tenth of the peer’s', () => {
  const ratio = finding([run(9), run(7), run(5)], 'how many times as fast as documented');
  expect(ratio).toMatchObject({ text: '10.0 times' });
  expect(verdictOf(ratio)).toBe('ok');
  const over = finding([run(7.1), run(1), run(9)], 'how many times as fast as documented');
  expect(verdictOf(over)).toBe('over');
});

test('all times are printed in order, and the most calls of them', () => {
  const own = [run(9), run(7), run(5)];
  expect(finding(own, 'Bucket Warden: time').text).toBe('5.0 / 7.0 / 9.0 s');
  expect(finding(own, 'Bucket Warden: calls').text).toBe('2009 (2009.00 a bucket)');
});

test('one sweep that left a bucket worse off is enough to be over', () => {
  const what = "buckets worse off than after Cloud Custodian's run";
  expect(verdictOf(finding([run(5), run(5)], what))).toBe('ok');
  expect(verdictOf(finding([run(5, 2), run(5)], what))).toBe('over');
});
